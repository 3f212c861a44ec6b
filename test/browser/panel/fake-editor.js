// Stand-in for VS Code's webview API, run before the page's script, with helpers through which the tests read the page. It is
// plain JavaScript because the tests themselves are checked without the DOM's types.
/* global window, document, requestAnimationFrame, getComputedStyle, MutationObserver, CanvasRenderingContext2D, OffscreenCanvas, createImageBitmap, Blob, DOMPoint, atob */
(() => {
  const texts = new Map();
  const setUp = window.setUpOfTest;
  const wear = ({ kind, colours }) => {
    document.documentElement.removeAttribute('style');
    for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(name, value);
    document.documentElement.style.setProperty('background', 'var(--vscode-editor-background)');
    document.body.className = kind;
  };
  const frames = async () => {
    for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  };
  const outside = () => {
    const width = document.documentElement.clientWidth;
    const found = [...document.body.querySelectorAll('*')].filter((node) => {
      const box = node.getBoundingClientRect();
      const isSeen = box.width > 0 && box.height > 0 && getComputedStyle(node).visibility !== 'hidden';
      return (
        isSeen &&
        (box.right > width + 0.5 || box.left < -0.5) &&
        node.closest(
          '.canvas, progress, .confusion, .compare-wide, .sweep-wide, .verdict-wide, #points, #runs-grid',
        ) === null
      );
    });
    return found.map((node) => `${node.tagName} #${node.id} .${node.getAttribute('class') ?? ''}`);
  };
  /** The texts that were drawn on canvases in sight, with their boxes in pixels of the canvas. */
  const drawnCharts = () =>
    [...texts].flatMap(([canvas, all]) => {
      if (!canvas.isConnected || !canvas.checkVisibility()) return [];
      const { width, height } = canvas;
      return [{ texts: all, width, height, name: canvas.closest('.plot')?.id ?? 'canvas' }];
    });
  const kinds = { Float32Array, Float64Array, Int32Array, Uint8Array };
  const unpack = (_key, value) => {
    if (typeof value !== 'object' || value === null || typeof value.packed !== 'string') return value;
    const bytes = Uint8Array.from(atob(value.packed), (letter) => letter.charCodeAt(0));
    return new kinds[value.kind](bytes.buffer);
  };
  const canvasOf = (plot) => document.querySelector(`#plot-${plot} canvas`);
  window.fakeEditor = {
    requests: [],
    /** Requests of views that no test has taken yet. */
    viewRequests: [],
    takeViewRequests: () => window.fakeEditor.viewRequests.splice(0),
    state: setUp.state,
    /** Number of pages that were built when the page said that it is ready. */
    builtAtReady: undefined,
    outside,
    drawnCharts,
    frames,
    /** Settings that views have kept for the workspace. */
    kept: {},
    ticks: (plot) => (texts.get(canvasOf(plot)) ?? []).map(({ text }) => text),
    /** Number of pixels of a plot near a colour. */
    inked: (plot, [red, green, blue]) => {
      const canvas = canvasOf(plot);
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const distance = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
        if (data[at + 3] > 200 && distance < 24) count += 1;
      }
      return count;
    },
    /** Colours of the middle row of a PNG. */
    middleRow: async (bytes) => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, image.height >> 1, image.width, 1);
      return Array.from({ length: image.width }, (_, at) => {
        const [red, green, blue] = data.subarray(4 * at, 4 * at + 3);
        return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`;
      });
    },
    /** Gives the page a message, whose typed arrays were written as text. */
    post: (text) => window.postMessage(JSON.parse(text, unpack), '*'),
    /** Gives the page a message as `post` does, and waits until it is drawn. */
    deliver: (text) => {
      window.fakeEditor.post(text);
      return frames();
    },
    wear: (theme) => {
      wear(theme);
      return frames();
    },
  };
  new MutationObserver((_records, observer) => {
    if (document.body === null) return;
    observer.disconnect();
    wear(setUp.theme);
  }).observe(document, { childList: true, subtree: true });
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => {
      window.fakeEditor.requests.push(message.type);
      if (message.type === 'ready') window.fakeEditor.builtAtReady = document.querySelectorAll('main').length;
      if (message.type === 'keep') window.fakeEditor.kept[message.view] = message.value;
      if (message.type !== 'view') return;
      window.fakeEditor.viewRequests.push(message);
      window.askExtension?.(message);
    },
    getState: () => window.fakeEditor.state,
    setState: (kept) => (window.fakeEditor.state = kept),
  });
  const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...words) {
    texts.set(this.canvas, []);
    clearRect.apply(this, words);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const { actualBoundingBoxLeft, actualBoundingBoxRight, actualBoundingBoxAscent, actualBoundingBoxDescent } =
      this.measureText(text);
    const corners = [x - actualBoundingBoxLeft, x + actualBoundingBoxRight].flatMap((at) =>
      [y - actualBoundingBoxAscent, y + actualBoundingBoxDescent].map((level) =>
        this.getTransform().transformPoint(new DOMPoint(at, level)),
      ),
    );
    const [across, down] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)];
    const box = {
      left: Math.min(...across),
      right: Math.max(...across),
      top: Math.min(...down),
      bottom: Math.max(...down),
    };
    texts.get(this.canvas)?.push({ text, ...box });
    fillText.apply(this, [text, x, y]);
  };
})();
