// Choosing a metric proposes its stage, how it is counted and its unit; what a person chose or typed stays.
// Listens on the document: Wagtail puts the form's panels into place after this script ran.
(() => {
  const proposals = JSON.parse(document.getElementById("metric-proposals").textContent);
  const fields = { id_stage: "stage", id_aggregation: "aggregation", id_unit: "unit" };
  const touched = new Set();

  const propose = (proposal) => {
    for (const [id, name] of Object.entries(fields)) {
      const field = document.getElementById(id);
      if (field && !touched.has(id)) field.value = proposal[name];
    }
  };

  document.addEventListener("input", ({ target }) => {
    if (target.id in fields) touched.add(target.id);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "id_metric_ref" && target.value in proposals) propose(proposals[target.value]);
  });
})();
