/* Files that are dropped: hashed here, one after the other; only the hash is sent. */
(() => {
  "use strict";
  const place = document.querySelector("[data-drop]");
  const list = document.querySelector("[data-dropped]");
  const worker = document.currentScript?.dataset.worker;
  if (!place || !list || !worker) return;

  const add = (parent, kind, text = "", name = "") => {
    const element = document.createElement(kind);
    element.textContent = text;
    if (name) element.className = name;
    parent.append(element);
    return element;
  };

  const hash = (file, show) =>
    new Promise((resolve, reject) => {
      const thread = new Worker(window.opus.scriptURL(worker));
      const end = (act, value) => {
        thread.terminate();
        act(value);
      };
      thread.addEventListener("message", ({ data }) => {
        if (data.sha256) end(resolve, data.sha256);
        else if (data.problem) end(reject, new Error(data.problem));
        else show(data.done);
      });
      thread.addEventListener("error", () => end(reject, new Error("the browser gave up")));
      thread.postMessage(file);
    });

  const ask = async (sha256) => {
    const headers = { "X-Fragment": "whence" };
    const answer = await fetch(`${location.pathname}?sha256=${sha256}`, { headers });
    if (!answer.ok) throw new Error(`the portal answered ${answer.status}`);
    return window.opus.parse(await answer.text()).body.childNodes;
  };

  const look = async (file, item) => {
    const line = add(item, "p");
    add(line, "b", file.name);
    const bar = add(line, "progress");
    bar.setAttribute("aria-label", `Hashing ${file.name}`);
    try {
      const sha256 = await hash(file, (done) => (bar.value = done));
      bar.remove();
      item.append(...(await ask(sha256)));
    } catch (error) {
      bar.remove();
      add(item, "p", `This file could not be looked up: ${error.message}.`, "err");
    }
  };

  let last = Promise.resolve();
  const take = (files) => {
    [...files].forEach((file) => {
      const item = add(list, "li");
      last = last.then(() => look(file, item));
    });
  };

  const input = place.querySelector("input");
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  const over = (event) => {
    event.preventDefault();
    place.classList.toggle("over", event.type === "dragover");
  };
  ["dragover", "dragleave"].forEach((kind) => place.addEventListener(kind, over));
  place.addEventListener("drop", (event) => {
    over(event);
    take(event.dataTransfer.files);
  });
})();
