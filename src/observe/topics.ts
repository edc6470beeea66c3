import { rightsTo } from '../core/aws/permissions.ts';
import { mainDestination } from '../core/events/destinations.ts';
import { defaultTopicName, topicArn } from '../core/events/names.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/** The topics that the configuration set names; where it names none, the one that would be created. */
export const topics = source({
  key: 'topics',
  rights: rightsTo('sns:GetTopicAttributes'),
  needs: ['eventSet', 'caller'],
  async read({ ports, scope, need }) {
    const [set, caller] = await Promise.all([need('eventSet'), need('caller')]);
    if (!set.ok) return set;
    if (!caller.ok) return caller;
    const named = (set.value.set?.destinations ?? []).flatMap(({ target }) =>
      target.kind === 'sns' ? [target.topicArn] : [],
    );
    const { eventsTopic } = scope.checklist.choices;
    const isCovered = set.value.set !== null && mainDestination(set.value.set) !== null;
    const chosen = eventsTopic ?? (isCovered ? null : defaultTopicName(scope.domain));
    const place = { region: scope.region, account: caller.value.account };
    const arns = chosen === null ? named : [...named, topicArn(chosen, place)];
    return see(() =>
      Promise.all(
        [...new Set(arns)].map(async (arn) => ({ arn, topic: await ports.sns.topic(arn) })),
      ),
    );
  },
});
