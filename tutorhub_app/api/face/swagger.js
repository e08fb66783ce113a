// Starts Swagger UI on the API's own document. What is typed into "Authorize" is kept until the tab
// is closed: Swagger UI itself would keep it for ever.
(() => {
  const { root } = document.documentElement.dataset;
  const KEPT = "tutorhub-face:swagger";

  const keepAuthorization = (original) => (payload) => {
    original(payload);
    sessionStorage.setItem(KEPT, JSON.stringify(window.ui.authSelectors.authorized()));
  };
  const tabOnly = {
    statePlugins: {
      auth: { wrapActions: { authorize: keepAuthorization, logout: keepAuthorization } },
    },
  };

  window.ui = SwaggerUIBundle({
    url: `${root}/openapi.json`,
    dom_id: "#swagger",
    deepLinking: true,
    filter: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    plugins: [tabOnly],
    onComplete: () => {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
      if (kept && Object.keys(kept).length) window.ui.authActions.authorize(kept);
    },
  });
})();
