// Stand-in for the editor's window: a frame for the panel's page, and a channel for messages to and from the extension.
/* global window, document, fetch, TextDecoder */
(() => {
  const kinds = { Float32Array, Float64Array, Int32Array, Uint8Array };
  const decoder = new TextDecoder();
  let frame;

  function deliver(bytes, textBytes) {
    const columns = bytes.slice(8 + textBytes).buffer;
    const text = decoder.decode(bytes.subarray(8, 8 + textBytes));
    const revive = (_key, value) =>
      value?.$column === undefined ? value : new kinds[value.$column](columns, value.at, value.length);
    // As the editor does: only a message with typed arrays is looked through for them.
    const message = columns.byteLength === 0 ? JSON.parse(text) : JSON.parse(text, revive);
    frame.contentWindow.postMessage(message, '*', [columns]);
  }

  /** Takes whole messages from the bytes that have come, and gives back the rest. */
  function takeWhole(bytes) {
    for (let rest = bytes; ;) {
      if (rest.length < 8) return rest;
      const head = new DataView(rest.buffer, rest.byteOffset, 8);
      const [text, columns] = [head.getUint32(0, true), head.getUint32(4, true)];
      if (rest.length < 8 + text + columns) return rest;
      deliver(rest.subarray(0, 8 + text + columns), text);
      rest = rest.subarray(8 + text + columns);
    }
  }

  async function listen(reader) {
    let rest = new Uint8Array();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const joined = new Uint8Array(rest.length + value.length);
      joined.set(rest);
      joined.set(value, rest.length);
      rest = takeWhole(joined);
    }
  }

  window.addEventListener('message', ({ data }) => {
    if (data.toExtension !== undefined) {
      void fetch('/ask', { method: 'POST', body: JSON.stringify(data.toExtension) });
    }
  });

  /** Opens the panel, with what the editor kept of an earlier one. Resolves with the time of the opening. */
  window.openPanel = async (kept) => {
    const { body } = await fetch('/messages');
    void listen(body.getReader());
    const openedAt = Date.now();
    frame = document.createElement('iframe');
    frame.name = JSON.stringify({ kept });
    frame.src = '/panel';
    document.body.append(frame);
    return openedAt;
  };
})();
