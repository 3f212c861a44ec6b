/** Calls back on scrolling, at most once a frame. */
export function onScroll(callback: () => void): void {
  let isScheduled = false;
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    requestAnimationFrame(() => {
      isScheduled = false;
      callback();
    });
  };
  window.addEventListener('scroll', schedule, { capture: true, passive: true });
}
