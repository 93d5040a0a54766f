"""REST and JSON for people and portals, gRPC for the services: one application derived from the descriptors."""
