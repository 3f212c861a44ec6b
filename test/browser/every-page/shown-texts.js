// Every text of a page, of its controls and charts, in sight or not: read as a script into any page, the editor's or an exported one.
/* global window, document, NodeFilter */
(() => {
  const attributes = ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt'];
  /** Code and formulas, which are the same in all languages. */
  const same = 'script, style, code, pre, .formula';
  /** Results of a run, which a stand-in for the extension gives in English. */
  const given = '#figures';
  const nameOf = (node) => {
    const named = node.closest('[id]');
    return `${node.tagName.toLowerCase()}${named === null ? '' : ` in #${named.id}`}`;
  };

  const written = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const { parentElement: parent, data } = node;
      if (data.trim() !== '' && parent.closest(`${same}, ${given}`) === null) found.push([data, nameOf(parent)]);
    }
    return found;
  };

  const ofAttributes = () =>
    [...document.body.querySelectorAll('*')].flatMap((node) =>
      attributes
        .filter((name) => node.hasAttribute(name))
        .map((name) => [node.getAttribute(name), `${name} of ${nameOf(node)}`]),
    );

  const drawn = () =>
    (window.fakeEditor?.drawnCharts() ?? []).flatMap(({ texts, name }) => texts.map(({ text }) => [text, name]));

  window.shownTexts = () => [...written(), ...ofAttributes(), ...drawn()];
})();
