/** What is wrong with how a page is laid out: text cut off, running out of its place, or lying over other text. */

/** @typedef {import("playwright-core").Page} Page */
/** @typedef {{ text: string, place: string }} Words */

/**
 * In words a person can act on; empty where all is well.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export function faults(page) {
  return page.evaluate(() => {
    const SLACK = 1.5;
    /** Controls and labels that must hold their words. */
    const HOLDER = "button, a, label, th, td, summary, legend, h1, h2, h3, h4, dt, dd, [role=tab], [role=option], .chip, .tag";
    const wide = document.documentElement.scrollWidth;
    const width = document.documentElement.clientWidth;
    /** @type {Set<string>} */
    const found = new Set();
    if (wide > width) found.add(`the page is ${wide} px wide on a screen of ${width} px`);

    const styles = new Map();
    /** @param {Element} it @returns {CSSStyleDeclaration} */
    const style = (it) => {
      if (!styles.has(it)) styles.set(it, getComputedStyle(it));
      return styles.get(it);
    };
    /** @param {Element} it */
    const place = (it) => {
      const names = [];
      for (let at = /** @type {Element | null} */ (it); at !== null && names.length < 3 && at.tagName !== "BODY"; at = at.parentElement) {
        names.unshift(`${at.localName}${[...at.classList].slice(0, 2).map((name) => `.${name}`).join("")}`);
      }
      return names.join(" > ");
    };
    /** @param {Element} it */
    const isForReadersOnly = (it) => {
      const box = it.getBoundingClientRect();
      return style(it).position === "absolute" && box.width <= 1.5 && box.height <= 1.5;
    };

    /** @type {{ node: Text, layer: Element, place: string, box: DOMRect, text: string }[]} */
    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    next: for (let node = /** @type {Text | null} */ (walker.nextNode()); node !== null; node = /** @type {Text | null} */ (walker.nextNode())) {
      const parent = node.parentElement;
      if (parent === null || !/\S/.test(node.data) || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      let boxes = [...range.getClientRects()].filter((it) => it.width > 0.5 && it.height > 0.5);
      if (boxes.length === 0) continue;
      const text = node.data.trim().replace(/\s+/g, " ").slice(0, 50);
      const left = Math.min(...boxes.map((it) => it.left));
      const right = Math.max(...boxes.map((it) => it.right));
      const bottom = Math.max(...boxes.map((it) => it.bottom));
      const holder = parent.closest(HOLDER);
      if (holder !== null) {
        const box = holder.getBoundingClientRect();
        const isCut = style(parent).overflowX !== "visible";
        if (!isCut && (left < box.left - SLACK || right > box.right + SLACK)) found.add(`"${text}" runs out of ${place(holder)}`);
      }
      let layer = document.body;
      let isScrolled = false;
      let escapes = false;
      for (let at = /** @type {HTMLElement | null} */ (parent); at !== null && at !== document.body; at = at.parentElement) {
        if (isForReadersOnly(at)) continue next;
        const { position, overflowX, overflowY, clipPath } = style(at);
        if (clipPath === "inset(50%)") continue next;
        const clips = !escapes || position !== "static";
        if (clips && (overflowX !== "visible" || overflowY !== "visible")) {
          const box = at.getBoundingClientRect();
          const isShort = ["hidden", "clip"].includes(overflowX) && !isScrolled && (left < box.left - SLACK || right > box.right + SLACK);
          const isLow = ["hidden", "clip"].includes(overflowY) && !isScrolled && bottom > box.bottom + 3;
          if ((isShort || isLow) && at.closest("[title]") === null) found.add(`"${text}" is cut off by ${place(at)}`);
          if ([overflowX, overflowY].some((it) => ["auto", "scroll"].includes(it))) isScrolled = true;
          boxes = boxes
            .map((it) => {
              const [l, r] = [Math.max(it.left, box.left), Math.min(it.right, box.right)];
              const [t, b] = [Math.max(it.top, box.top), Math.min(it.bottom, box.bottom)];
              return new DOMRect(l, t, Math.max(0, r - l), Math.max(0, b - t));
            })
            .filter((it) => it.width > 2 && it.height > 2);
        }
        if (position === "absolute" || position === "fixed") escapes = true;
        else if (position === "relative") escapes = false;
        const isOver = position === "fixed" || position === "sticky" || (position === "absolute" && style(at).zIndex !== "auto");
        if (isOver && layer === document.body) layer = at;
      }
      const isFixed = style(layer).position === "fixed";
      if (!isScrolled && !isFixed && (left < -SLACK || right > width + SLACK)) found.add(`"${text}" lies outside the screen: ${place(parent)}`);
      for (const box of boxes) lines.push({ node, layer, place: place(parent), box, text });
    }

    lines.sort((one, two) => one.box.top - two.box.top);
    for (let at = 0; at < lines.length; at += 1) {
      const one = lines[at];
      for (let then = at + 1; then < lines.length && one !== undefined; then += 1) {
        const two = lines[then];
        if (two === undefined || two.box.top >= one.box.bottom - 2) break;
        if (one.node === two.node || one.layer !== two.layer) continue;
        // A line's box is higher than its letters.
        const across = Math.min(one.box.right, two.box.right) - Math.max(one.box.left, two.box.left);
        const down = Math.min(one.box.bottom - 0.2 * one.box.height, two.box.bottom) - two.box.top - 0.2 * two.box.height;
        const least = Math.min(one.box.width * one.box.height, two.box.width * two.box.height);
        if (across > 2 && down > 3 && across * down > 0.2 * least) found.add(`"${one.text}" lies over "${two.text}": ${one.place}`);
      }
    }
    return [...found];
  });
}

/**
 * Every stretch of letters on the page that no catalogue has accented, names of controls and hints included.
 * @param {Page} page
 * @returns {Promise<Words[]>}
 */
export function plainWords(page) {
  return page.evaluate(() => {
    /** @type {Words[]} */
    const found = [];
    /** @param {string} text @param {Element} at */
    const add = (text, at) => {
      // Between accented words or brackets stands what came from elsewhere.
      for (const it of text.split(/[\[\]\u00c0-\u024f\u1e00-\u1eff]+/u)) {
        const words = it.replace(/\s+/g, " ").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
        if (/\p{L}{2}/u.test(words)) found.push({ text: words, place: `${at.localName}.${[...at.classList].join(".")}` });
      }
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (parent === null || parent.closest("script, style, noscript, kbd, textarea, body [lang]") !== null) continue;
      if (parent.checkVisibility({ visibilityProperty: true })) add(node.textContent ?? "", parent);
    }
    for (const at of document.body.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (at.closest("body [lang]") !== null || !at.checkVisibility({ visibilityProperty: true })) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const text = at.getAttribute(name) ?? "";
        // An entry of the audit trail shows what it holds, to the letter.
        if (!text.startsWith("{")) add(text, at);
      }
    }
    return found;
  });
}

/**
 * Pictures that point along the line and do not turn with it.
 * @param {Page} page Shown from right to left.
 * @returns {Promise<string[]>}
 */
export function unturned(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("svg.turns")]
      .filter((it) => it.checkVisibility() && !getComputedStyle(it).transform.startsWith("matrix(-1") && getComputedStyle(it).scale !== "-1 1")
      .map((it) => `an arrow does not turn: ${it.parentElement?.outerHTML.slice(0, 80)}`),
  );
}
