import assert from 'node:assert/strict';
import { markup } from '../../../src/markup';

describe('markup', () => {
  it('escapes every value for text and for quoted attributes, once', () => {
    const name = `<b onclick="x('&')">`;
    const written = '&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;';
    assert.equal(String(markup`<i title="${name}">${name}</i>`), `<i title="${written}">${written}</i>`);
    assert.equal(String(markup`<p>${markup`<i>${name}</i>`}</p>`), `<p><i>${written}</i></p>`);
  });

  it('writes lists one after another, numbers as they are, and nothing for undefined', () => {
    const rows = ['a', 'b<'].map((text, index) => markup`<li>${index}${text}</li>`);
    assert.equal(String(markup`<ul>${rows}${undefined}</ul>`), '<ul><li>0a</li><li>1b&lt;</li></ul>');
    assert.equal(String(markup`${['<', ['>']]}`), '&lt;&gt;');
  });

  it('replaces control characters that XML cannot hold', () => {
    assert.equal(String(markup`${'a\u0000\tb\n\u001B'}`), 'a\uFFFD\tb\n\uFFFD');
  });
});
