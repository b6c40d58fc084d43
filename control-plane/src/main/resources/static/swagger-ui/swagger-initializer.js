// Takes the place of the file of this name in the webjar: shows our document, and sends requests to where it came from.
window.onload = function () {
  window.ui = SwaggerUIBundle({
    url: "/openapi.yaml",
    dom_id: "#swagger-ui",
    deepLinking: true,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
    layout: "BaseLayout",
    persistAuthorization: false, // a token is forgotten with the page
    validatorUrl: null,
    requestInterceptor: function (request) {
      var wanted = new URL(request.url, location.href);
      request.url = location.origin + wanted.pathname + wanted.search;
      return request;
    },
  });
};
