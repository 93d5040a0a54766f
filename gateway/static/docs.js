"use strict";
// Calls with the session's cookie carry its CSRF token, so that "Try it out" works for who is signed in.
async function csrfToken() {
  const answer = await fetch("/auth/session", { headers: { accept: "application/json" } });
  return (await answer.json()).csrfToken;
}
const SAFE = ["GET", "HEAD", "OPTIONS"];
window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    docExpansion: "list",
    filter: true,
    validatorUrl: null,
    requestInterceptor: async (request) => {
      const authorized = Object.keys(request.headers).some((name) => name.toLowerCase() === "authorization");
      if (!SAFE.includes((request.method || "GET").toUpperCase()) && !authorized) {
        request.headers["X-CSRF-Token"] = await csrfToken();
      }
      return request;
    },
  });
});
