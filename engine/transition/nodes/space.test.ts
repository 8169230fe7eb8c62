/** What is on its way to a place: how it is told does not show who was numbered first. */
import { expect, it } from 'vitest';
import { Space } from './space.js';

const place = (order: 'any' | 'per link', texts: readonly string[]) => {
  const space = new Space({ order, duplicate: 'never', loss: 'never' }, () => {});
  const event = { kind: 'message' as const, from: 0, message: { type: 'm' } };
  const content = { kind: 'event' as const, event };
  for (const text of ['b', 'c', 'a'])
    space.envelopes.put(text, () => ({ text, from: text === 'c' ? 1 : 2, content }));
  const numbers = texts.map((text) => ['b', 'c', 'a'].indexOf(text));
  const inbox = numbers.reduce((box, e) => space.addToInbox(box, e), space.inboxes.number([]));
  return space.told(inbox).map((e) => space.envelopes.values[e].text);
};

it('is told by its words where any of it may be next', () => {
  expect(place('any', ['c', 'b', 'a', 'b'])).toEqual(['a', 'b', 'b', 'c']);
});

it('is told in the order of its links, and of each as it was sent', () => {
  expect(place('per link', ['b', 'a', 'c'])).toEqual(['c', 'b', 'a']);
});
