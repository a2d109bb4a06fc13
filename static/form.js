/* The submit form: fields that depend on others come and go with them. */
(() => {
  "use strict";

  const plain = (text) => text.trim();

  /* What the fields of that name would send now; a hidden one sends nothing. */
  const values = (root, name) => {
    const found = [];
    for (const field of root.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.disabled || field.type === "hidden") continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) found.push(field.value);
      } else found.push(...field.value.split("\n").map(plain));
    }
    return found;
  };

  const same = (one, other) =>
    one === other || (one !== "" && other !== "" && Number(one) === Number(other));

  const show = (box, counts) => {
    box.hidden = !counts;
    for (const field of box.querySelectorAll("input, select, textarea")) {
      field.disabled = !counts;
    }
  };

  /* Chains of conditions settle after as many rounds as they are long. */
  const settle = (root) => {
    const boxes = [...root.querySelectorAll("[data-shown-if]")];
    for (let round = 0; round <= boxes.length; round += 1) {
      let changed = false;
      for (const box of boxes) {
        const wanted = JSON.parse(box.dataset.shownValues);
        const now = values(root, box.dataset.shownIf);
        const counts = now.some((one) => wanted.some((other) => same(one, plain(other))));
        if (box.hidden === counts) {
          show(box, counts);
          changed = true;
        }
      }
      if (!changed) return;
    }
  };

  const watched = "form.submit, [data-preview]";
  document.addEventListener("input", (event) => {
    const root = event.target.closest?.(watched);
    if (root) settle(root);
  });
  document.addEventListener("opus:shown", (event) => settle(event.target));
  document.querySelectorAll(watched).forEach(settle);
})();
