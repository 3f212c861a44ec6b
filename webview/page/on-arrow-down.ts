/** Calls an action at the down arrow in a field of one line, where it moves nothing: it leads to what the field is about. */
export function onArrowDown(field: HTMLInputElement, act: () => void): void {
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    act();
  });
}
