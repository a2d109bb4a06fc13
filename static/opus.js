/* Enhancement only: every page works without this file. */
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const root = document.documentElement;
  root.classList.add("has-js");

  const policy = window.trustedTypes?.createPolicy("opus", {
    createHTML: (html) => html,
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin !== location.origin) throw new TypeError(url);
      return url;
    },
  });
  const parse = (html) =>
    new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
  const scriptURL = (url) => (policy ? policy.createScriptURL(url) : url);
  window.opus = Object.freeze({ parse, scriptURL }); // for the scripts of single pages

  /* Theme: a cookie, so that the server renders the right one at once. */
  one("[data-theme-toggle]")?.addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const current = root.dataset.theme === "auto" ? system : root.dataset.theme;
    root.dataset.theme = current === "dark" ? "light" : "dark";
    const lasting = "path=/;max-age=31536000;samesite=lax";
    document.cookie = `theme=${root.dataset.theme};${lasting}`;
  });

  /* Live pages: ask for the fragment again, replace only the parts that changed. */
  const token = /name="csrfmiddlewaretoken" value="[^"]*"/g;
  const strip = (element, deep) => {
    const copy = element.cloneNode(true);
    copy.classList.remove("changed");
    all("details[open]", copy).forEach((details) => (details.open = false));
    if (deep) all(".rel, .rel-live", copy).forEach((time) => time.remove());
    return copy.outerHTML.replace(token, "").replace(/\s+/g, " ").replace(/ class=""/g, "");
  };

  const keepOpen = (part, fresh) =>
    all("details[id]", part).forEach(({ id, open }) => {
      const same = fresh.querySelector(`#${id}`);
      if (same) same.open = open;
    });

  const patchPart = (part, fresh) => {
    if (strip(part) === strip(fresh)) return;
    if (strip(part, true) === strip(fresh, true)) {
      const times = all(".rel, .rel-live", fresh);
      all(".rel, .rel-live", part).forEach((time, i) => (time.textContent = times[i].textContent));
      return;
    }
    if (part.contains(document.activeElement)) return; // never under a finger
    if (part.matches("tr")) fresh.classList.add("changed");
    const tail = one("[data-tail]", part);
    const followed = tail && tail.scrollTop + tail.clientHeight >= tail.scrollHeight - 4;
    keepOpen(part, fresh);
    part.replaceWith(fresh);
    prepare(fresh);
    if (tail && !followed) {
      const log = one("[data-tail]", fresh);
      if (log) log.scrollTop = tail.scrollTop;
    }
  };

  const patch = (box, html) => {
    const fresh = parse(html).getElementById(box.id);
    if (!fresh) return;
    const ids = (element) => all("[data-part]", element).map((part) => part.id).join();
    if (ids(box) === ids(fresh)) {
      all("[data-part]", fresh).forEach((part) =>
        patchPart(document.getElementById(part.id), part),
      );
    } else if (!box.contains(document.activeElement)) {
      box.replaceChildren(...fresh.childNodes);
      prepare(box);
    }
    box.dataset.active = fresh.dataset.active;
  };

  const follow = (box) => {
    const ui = one("[data-live-ui]");
    const pause = one("[data-live-pause]");
    const BRISK = 20; // so many quick looks after somebody moved
    let left = BRISK;
    let timer = 0;
    let paused = false;
    let failures = 0;
    const show = (state, text) => {
      if (!ui) return;
      ui.dataset.state = state;
      one("[data-live-text]", ui).textContent = text;
    };
    const delay = () => {
      if (document.hidden || left < 0) return 60000;
      return box.dataset.active === "1" ? 1500 : 15000;
    };
    const look = async () => {
      clearTimeout(timer);
      if (paused) return;
      try {
        const headers = { "X-Fragment": box.dataset.live };
        const answer = await fetch(location.href, { headers, cache: "no-store" });
        if (answer.redirected) return show("error", "Logged out");
        if (!answer.ok) throw new Error(answer.status);
        patch(box, await answer.text());
        if (box.dataset.active === "over") return;
        failures = 0;
        show("on", "Live");
      } catch {
        failures += 1;
        if (failures > 2) show("error", "No connection");
      }
      left -= 1;
      timer = setTimeout(look, Math.min(60000, delay() * (1 + failures)));
    };
    const wake = () => {
      const slept = left < 0;
      left = BRISK;
      if (slept) look();
    };
    ["visibilitychange", "pointermove", "keydown"].forEach((kind) =>
      document.addEventListener(kind, wake, { passive: true }),
    );
    pause?.addEventListener("click", () => {
      paused = !paused;
      pause.setAttribute("aria-pressed", String(paused));
      show(paused ? "paused" : "on", paused ? "Paused" : "Live");
      if (!paused) look();
    });
    show("on", "Live");
    timer = setTimeout(look, delay());
  };

  /* Delete: the confirmation page's own form, in a dialog. */
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-confirm]");
    if (!link || event.ctrlKey || event.metaKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    try {
      const page = parse(await (await fetch(link.href)).text());
      const form = page.getElementById("confirm");
      const dialog = document.createElement("dialog");
      one("h1", form).id = "dialog-title";
      dialog.setAttribute("aria-labelledby", "dialog-title");
      dialog.append(form);
      document.body.append(dialog);
      dialog.addEventListener("close", () => {
        dialog.remove();
        link.focus();
      });
      const cancel = one("[data-cancel]", dialog);
      cancel.addEventListener("click", (click) => {
        click.preventDefault();
        dialog.close();
      });
      dialog.showModal();
      cancel.focus();
    } catch {
      location.href = link.href;
    }
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = one(button.dataset.copy);
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(source.textContent);
    } else { // without https
      getSelection().selectAllChildren(source);
      document.execCommand("copy");
    }
    const label = button.firstChild;
    const before = label.data;
    label.data = "Copied";
    setTimeout(() => (label.data = before), 1500);
  });

  /* The same from a program: as the form is filled now. Files stay here, but for names. */
  const renew = (details, fresh) => {
    const summary = one("summary", details);
    const focused = document.activeElement;
    if (details.contains(focused) && focused !== summary) {
      const text = one("pre", details);
      if (text) text.textContent = one("pre", fresh).textContent;
      return;
    }
    while (summary.nextSibling) summary.nextSibling.remove();
    one("summary", fresh).remove();
    details.append(...fresh.childNodes);
  };

  const watch = (box) => {
    const form = one("form.submit");
    let timer = 0;
    let turn = 0;
    const filled = () => {
      const sent = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string") sent.append(name, value);
        else if (value.name) sent.append(`${name}@file`, value.name);
      }
      return sent;
    };
    const show = async () => {
      const mine = (turn += 1);
      try {
        const answer = await fetch(box.dataset.snippets, { method: "POST", body: filled() });
        if (!answer.ok) return;
        const fresh = parse(await answer.text());
        if (mine !== turn) return;
        all("details", box).forEach((part) => renew(part, fresh.getElementById(part.id)));
      } catch {
        // The next key tries again.
      }
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(show, 300);
    };
    form.addEventListener("input", soon);
    soon(); // a browser may have filled the form itself
  };

  /* Where a graph is wider than the page, it opens at what it is about. */
  const centre = (card, view) => {
    if (!card) return;
    const [there, here] = [card.getBoundingClientRect(), view.getBoundingClientRect()];
    view.scrollLeft += there.left + there.width / 2 - here.left - here.width / 2;
    view.scrollTop += there.top + there.height / 2 - here.top - here.height / 2;
  };

  /* The lines of the card that the pointer or the keyboard is on stand out. */
  const trace = (svg) => {
    const show = (event) => {
      const card = event.target.closest?.(".card");
      all(".line", svg).forEach((line) => {
        const ends = line.dataset.ends.split(" ");
        line.classList.toggle("on", Boolean(card) && ends.includes(card.id));
      });
    };
    for (const kind of ["pointerover", "pointerleave", "focusin", "focusout"]) {
      svg.addEventListener(kind, show);
    }
  };

  /* The graph: arithmetic on its viewBox. Ctrl and wheel zoom, a drag moves it. */
  const panZoom = (box) => {
    const view = one(".gv-view", box);
    const svg = view && one("svg", view);
    if (!svg || svg.dataset.ready) return;
    svg.dataset.ready = "1";
    centre(one("[aria-current]", svg), view);
    trace(svg);
    const whole = svg.getAttribute("viewBox").split(" ").map(Number);
    let [x, y, width, height] = whole;
    const put = () =>
      svg.setAttribute("viewBox", [x, y, width, height].map((n) => n.toFixed(1)).join(" "));
    const zoom = (factor, cx = 0.5, cy = 0.5) => {
      const wider = Math.min(whole[2] * 1.5, Math.max(80, width * factor));
      const k = wider / width;
      x += width * cx * (1 - k);
      y += height * cy * (1 - k);
      width = wider;
      height *= k;
      put();
    };
    const move = (dx, dy) => {
      x += dx * width;
      y += dy * height;
      put();
    };
    const fit = () => {
      [x, y, width, height] = whole;
      put();
    };
    /* What is too wide to be read whole opens around what it is about. */
    const open = () => {
      const room = view.clientWidth;
      if (room >= whole[2] * 0.7 || matchMedia("(max-width: 720px)").matches) return;
      const card = (one("[aria-current]", svg) || one(".card", svg))?.getBoundingClientRect();
      const inside = svg.getScreenCTM();
      if (!card || !inside) return;
      const point = new DOMPoint(card.left + card.width / 2, card.top + card.height / 2);
      const { x: cx, y: cy } = point.matrixTransform(inside.inverse());
      width = room / 0.85;
      height = Math.min(whole[3], (0.7 * innerHeight) / 0.85);
      x = Math.max(0, Math.min(whole[2] - width, cx - width / 2));
      y = Math.max(0, Math.min(whole[3] - height, cy - height / 2));
      put();
    };
    open();
    const buttons = { in: () => zoom(0.8), out: () => zoom(1.25), fit };
    all("[data-pz-do]", box).forEach((button) =>
      button.addEventListener("click", buttons[button.dataset.pzDo]),
    );
    view.addEventListener(
      "wheel",
      (event) => {
        if (!(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        const area = svg.getBoundingClientRect();
        zoom(
          event.deltaY < 0 ? 0.85 : 1.18,
          (event.clientX - area.left) / area.width,
          (event.clientY - area.top) / area.height,
        );
      },
      { passive: false },
    );
    let from = null;
    view.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType !== "touch") {
        from = { x: event.clientX, y: event.clientY, moved: false };
      }
    });
    addEventListener("pointermove", (event) => {
      if (!from) return;
      const area = svg.getBoundingClientRect();
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      if (!from.moved && Math.hypot(dx, dy) < 4) return;
      view.classList.add("drag");
      move(-dx / area.width, -dy / area.height);
      from = { x: event.clientX, y: event.clientY, moved: true };
    });
    addEventListener("pointerup", () => {
      if (from?.moved) {
        const swallow = (click) => {
          click.preventDefault();
          click.stopPropagation();
        };
        addEventListener("click", swallow, { capture: true, once: true });
        setTimeout(() => removeEventListener("click", swallow, { capture: true }));
      }
      from = null;
      view.classList.remove("drag");
    });
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    const keys = {
      "+": buttons.in,
      "=": buttons.in,
      "-": buttons.out,
      0: fit,
      ArrowLeft: () => move(-0.1, 0),
      ArrowRight: () => move(0.1, 0),
      ArrowUp: () => move(0, -0.1),
      ArrowDown: () => move(0, 0.1),
    };
    view.addEventListener("keydown", (event) => {
      const act = event.target === view && keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
  };

  /* What a part needs once it is in the page. */
  const prepare = (part) => {
    const graphs = part.matches?.("[data-pz]") ? [part] : all("[data-pz]", part);
    graphs.forEach(panZoom);
    all("[data-tail]", part).forEach((log) => (log.scrollTop = log.scrollHeight));
  };

  prepare(document);
  all("[data-snippets]").forEach(watch);
  const live = one("[data-live]");
  if (live && live.dataset.active !== "over") follow(live);
  one(".alert[tabindex]")?.focus();
})();
