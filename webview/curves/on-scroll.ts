import { FrameTask } from '../page/frame-task';

/** Calls back on scrolling, at most once a frame. */
export function onScroll(callback: () => void): void {
  const task = new FrameTask(callback);
  window.addEventListener('scroll', () => task.schedule(), { capture: true, passive: true });
}
