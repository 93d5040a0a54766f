"""What at least three of the services and the gateway need, without any word of the domain."""
