// Controls of a page and how they show the focus: read as a script into any page.
/* global window, document, getComputedStyle */
(() => {
  const controls =
    'a[href], button, input, select, textarea, summary, [tabindex], [role="button"], [role="tab"], [role="slider"], vscode-button, vscode-checkbox';
  /** Groups with one stop of the tab key, through which arrows lead. */
  const groups =
    '[role="tablist"], [role="treegrid"], [role="grid"], [role="listbox"], [role="radiogroup"], [role="group"], svg, table';
  const nameOf = (node) =>
    `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ''} '${(node.getAttribute('aria-label') ?? node.textContent).trim().slice(0, 30)}'`;
  const isOffered = (node) =>
    !node.matches(':disabled, [disabled], [aria-disabled="true"], [inert] *') &&
    node.checkVisibility({ visibilityProperty: true });

  /** Look of an element, with the parts of its own that may show the focus in its place. */
  const lookOf = (node) =>
    [node, ...(node.shadowRoot?.querySelectorAll('*') ?? []), ...node.children, node.parentElement]
      .filter((one) => one !== null && one.nodeType === 1)
      .map((one) => {
        const {
          outlineStyle,
          outlineWidth,
          outlineColor,
          boxShadow,
          borderColor,
          backgroundColor,
          stroke,
          strokeWidth,
        } = getComputedStyle(one);
        const outline = outlineStyle === 'none' ? '' : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
        return [outline, boxShadow, borderColor, backgroundColor, stroke, strokeWidth].join();
      })
      .join('|');

  /** Moves the next stop of the tab key, which the browser keeps after a focus is lost, to the page's beginning. */
  const startAtTop = () => {
    const start = document.createElement('span');
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  };

  let looks = new Map();
  const reached = new Set();
  window.controls = {
    /** Notes how all controls look without the focus. */
    begin: () => {
      startAtTop();
      reached.clear();
      looks = new Map([...document.body.querySelectorAll(controls)].map((node) => [node, lookOf(node)]));
    },
    /** Notes the control that has the focus now. Gives whether it has it for the first time, and its name where it looks as without. */
    note: () => {
      const node = document.activeElement;
      if (node === null || node === document.body) return { isNew: false };
      const isNew = !reached.has(node);
      reached.add(node);
      const before = looks.get(node);
      return { isNew, ...(isNew && before === lookOf(node) && { unseen: nameOf(node) }) };
    },
    /** Controls that the tab key did not reach, and no group that it reached either. */
    missed: () => {
      const isInGroup = (node) => {
        const group = node.closest(groups);
        return group !== null && [...reached].some((one) => group.contains(one));
      };
      const isOfRadio = (node) => node.type === 'radio' && [...reached].some((one) => one.name === node.name);
      return (
        [...document.body.querySelectorAll(controls)]
          .filter((node) => isOffered(node) && !reached.has(node) && !isOfRadio(node))
          // A control of -1 is either one of a group, or what takes the focus from the page itself.
          .filter(
            (node) =>
              !(
                node.getAttribute('tabindex') === '-1' &&
                (isInGroup(node) || !node.matches('button, a, input, select'))
              ),
          )
          .filter(
            (node) =>
              node.closest('vscode-button, vscode-checkbox, label') === null ||
              node.matches('input, vscode-button, vscode-checkbox'),
          )
          .map(nameOf)
      );
    },
  };
})();
