/** Steps in words and arrows, from their stories. */
import type { TraceMessage } from '../../trace.js';
import type { StepDescription, TransitionSystem } from '../system.js';
import type { Actions } from './actions.js';
import type { Passage, Story } from './story.js';
import type { World } from './world.js';

export function teller(
  { names }: World,
  { all }: Actions,
  story: (labels: Int32Array, at: number) => Story,
): Pick<TransitionSystem, 'describe' | 'messages'> {
  const arrow = (event: TraceMessage['event']) => (p: Passage) => ({
    event,
    id: p.id,
    title: p.title,
    from: names[p.from],
    to: names[p.to],
  });
  return {
    describe: (labels, at): StepDescription => {
      const { action, title, bindings, place, goes } = story(labels, at);
      const actor = names[place];
      const described = { action: all[action].name, title, bindings };
      if (actor === undefined) return described;
      if (goes === undefined) return { ...described, actor };
      return { ...described, actor, faults: [{ event: goes, who: actor }] };
    },
    messages: (_before, _b, _after, _a, labels, at) => {
      if (labels === undefined) return [];
      const { sent, received, lost = [] } = story(labels, at ?? 0);
      return [
        ...received.map(arrow('received')),
        ...lost.map(arrow('lost')),
        ...sent.map(arrow('sent')),
      ];
    },
  };
}
