// Values that components watch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app } from './app.mjs';

const { Store, Watching } = app('./state/store.js');

test('a watcher hears of each change until it stops', () => {
  const store = new Store(1);
  const seen = [];
  const stop = store.watch(() => seen.push(store.value));
  store.set(2);
  store.set(2);
  store.set(3);
  stop();
  store.set(4);
  assert.deepEqual(seen, [2, 3]);
  assert.equal(store.value, 4);
});

test('a component is drawn again while it is in the page', () => {
  const stores = [new Store(1), new Store(1)];
  let drawn = 0;
  const watching = new Watching({ addController() {}, requestUpdate: () => drawn++ }, ...stores);
  stores[0].set(2);
  watching.hostConnected();
  stores.forEach((store) => store.set(3));
  watching.hostDisconnected();
  stores[1].set(4);
  assert.equal(drawn, 2);
});
