import assert from 'node:assert/strict';
import { errorsByClass } from '../../../../src/cli/tables/run-details';

const named = (...names: readonly string[]): { readonly name: string }[] => names.map((name) => ({ name }));

describe('errors by class', () => {
  it('are in the order of the classes where these are numbered from 0, or not known', () => {
    assert.equal(errorsByClass([3, 0, 12], named('0', '1', '2')), '3 0 12');
    assert.equal(errorsByClass([3, 0, 12], []), '3 0 12');
  });
  it('have the names of the classes, those with the most errors first', () => {
    assert.equal(errorsByClass([3, 0, 12], named('cat', 'dog', 'mouse')), 'mouse 12, cat 3');
    assert.equal(errorsByClass([3, 1], named('1', '2')), '1 3, 2 1');
    assert.equal(errorsByClass([0, 0], named('cat', 'dog')), '');
    const many = Array.from({ length: 20 }, (_, index) => index + 1);
    assert.match(errorsByClass(many, named(...many.map((count) => `k${count}`))), /^k20 20, k19 19, .*k9 9, …$/);
  });
});
