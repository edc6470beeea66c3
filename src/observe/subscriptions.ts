import { rightsTo } from '../core/aws/permissions.ts';
import { see } from './see.ts';
import { source } from './source.ts';

export const subscriptions = source({
  key: 'subscriptions',
  rights: rightsTo('sns:ListSubscriptionsByTopic'),
  needs: ['topics'],
  async read({ ports, need }) {
    const topics = await need('topics');
    if (!topics.ok) return topics;
    const there = topics.value.filter(({ topic }) => topic !== null);
    return see(async () => {
      const read = await Promise.all(
        there.map(async ({ arn }) => [arn, await ports.sns.subscriptions(arn)] as const),
      );
      return Object.fromEntries(read);
    });
  },
});
