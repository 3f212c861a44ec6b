// Runs in the panel's frame before its page: the editor's part of a webview, and what is measured there. Times are those of
// the clock that both frames share, in milliseconds.
/* global window, document, performance, requestAnimationFrame, MessageChannel, MutationObserver, CanvasRenderingContext2D */
(() => {
  if (window.parent === window) return;
  const now = () => performance.timeOrigin + performance.now();
  const { clearRect, fillRect } = CanvasRenderingContext2D.prototype;
  let state = JSON.parse(window.name || '{}').kept;
  let isWaiting = false;
  const probe = {
    /** Time at which pictures had been drawn: the end of the frame in which a canvas was cleared. */
    drawn: [],
    /** Time at which something was last pressed, by the browser's clock of events. */
    pressedAt: 0,
    frames: [],
    isRecording: false,
    /** The bars that were last drawn on each canvas: colour, opacity, column, top and height in device pixels. */
    bars: new Map(),
    /** The question that was asked last, and the answers to all. */
    asked: 0,
    askedAt: 0,
    answers: [],
  };
  window.probe = probe;
  const { requestAnimationFrame: askFrame } = window;
  let isInFrame = false;
  window.requestAnimationFrame = (callback) =>
    askFrame((time) => {
      isInFrame = true;
      try {
        callback(time);
      } finally {
        isInFrame = false;
      }
    });
  const afterTasks = (then) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = then;
    port2.postMessage(0);
  };
  /** Calls back once the frame has been made that is being made, or else the next one. */
  const afterFrame = (then) => {
    if (isInFrame) afterTasks(then);
    else askFrame(() => afterTasks(then));
  };
  CanvasRenderingContext2D.prototype.clearRect = function (...words) {
    if (probe.isRecording) probe.bars.set(this.canvas, []);
    if (!isWaiting) {
      isWaiting = true;
      afterFrame(() => {
        isWaiting = false;
        probe.drawn.push(now());
      });
    }
    clearRect.apply(this, words);
  };
  CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
    if (probe.isRecording) probe.bars.get(this.canvas)?.push([this.fillStyle, this.globalAlpha, x, y, height]);
    fillRect.call(this, x, y, width, height);
  };
  for (const name of ['pointerup', 'keydown', 'change', 'input']) {
    window.addEventListener(name, (event) => (probe.pressedAt = performance.timeOrigin + event.timeStamp), true);
  }
  window.addEventListener('message', ({ data }) => {
    const { kind, number, from, to } = data?.answer ?? {};
    if (kind === 'picture') probe.answers.push({ at: now(), number, from, to });
  });
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      if (message.request?.kind === 'show') {
        probe.asked = message.request.number;
        probe.askedAt = now();
      }
      window.parent.postMessage({ toExtension: message }, '*');
    },
    getState: () => state,
    setState: (kept) => (state = kept),
  });

  /** Resolves with the time at which the panel had drawn so many steps, which it says in the frame that draws them. */
  probe.untilPoints = (text) =>
    new Promise((resolve) => {
      const look = () => {
        if (!document.getElementById('steps')?.textContent?.endsWith(text)) return;
        observer.disconnect();
        afterFrame(() => resolve(now()));
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true, characterData: true });
      look();
    });

  /** Resolves once all is answered and nothing was drawn for a while. */
  probe.untilStill = (stillMs) =>
    new Promise((resolve) => {
      const begun = now();
      const look = () => {
        const last = Math.max(begun, probe.drawn.at(-1) ?? 0);
        const isAnswered = probe.answers.at(-1)?.number === probe.asked;
        if (isAnswered && now() - last > stillMs) resolve();
        else requestAnimationFrame(look);
      };
      look();
    });

  /** Counts frames until it is stopped; gives the milliseconds between them. */
  probe.countFrames = () => {
    let isCounting = true;
    probe.frames = [];
    const count = (at) => {
      probe.frames.push(at);
      if (isCounting) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    probe.stopCounting = () => {
      isCounting = false;
      return probe.frames.slice(1).map((at, index) => at - probe.frames[index]);
    };
  };

  /** Bars drawn on a plot, and the position of its canvas. */
  probe.barsOf = (plot) => {
    const host = document.querySelector(`#plot-${plot}`);
    const canvas = host.querySelector('canvas');
    const [canvasBox, over] = [canvas.getBoundingClientRect(), host.querySelector('.u-over').getBoundingClientRect()];
    const ratio = window.devicePixelRatio;
    return {
      left: (over.left - canvasBox.left) * ratio,
      width: over.width * ratio,
      bars: probe.bars.get(canvas) ?? [],
    };
  };
})();
