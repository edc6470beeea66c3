import { couldNotLook } from '../../core/aws/could-not-look.ts';
import { EXIT, Failure, usage } from '../../core/model/errors.ts';
import type { World } from '../../core/world.ts';
import type { Situation } from '../step.ts';
import type { SetupEventsOptions } from './inputs.ts';
import { type Setting, settingOf } from './wanted.ts';

/** A flag that nothing would come of, or that would write over what could not be read, is refused. Throws Failure. */
export function checkFlags({ world, checklist, answers }: Situation<SetupEventsOptions>): void {
  checkRegion(checklist.choices.eventsTopic, world);
  const setting = settingOf(world, checklist);
  if (setting === null) return;
  checkTopic(setting, answers);
  if (answers.alarms === true) checkAlarmsRead(world);
}

/** SES publishes to topics of its own Region only (SES Developer Guide, event publishing, SNS). */
function checkRegion(topic: string | undefined, { region: own }: World): void {
  const region = topic?.split(':')[3] ?? own;
  if (region === own) return;
  throw usage(
    'bad-topic',
    `The topic ${topic} is in ${region}; SES in ${own} publishes only to topics in ${own}.`,
    `Use --sns-topic with the name or ARN of a topic in ${own}.`,
  );
}

function checkTopic(setting: Setting, { subscribe = [], alarms }: SetupEventsOptions): void {
  if (setting.topicArn !== null) return;
  const flag = subscribe.length > 0 ? '--subscribe' : alarms === true ? '--alarms' : null;
  if (flag === null) return;
  const where = setting.main?.name ?? 'another kind of destination';
  throw new Failure(
    'events/needs-topic',
    `${flag} needs an SNS topic; the events of ${setting.setName} go to ${where}.`,
    {
      exitCode: EXIT.act,
      fix: 'Name a topic as well, for example --sns-topic ses-events. It is created if it does not exist.',
    },
  );
}

/** CloudWatch replaces an alarm of the same name without a question. */
function checkAlarmsRead({ alarms }: World): void {
  if (alarms.ok || alarms.code === 'not-read') return;
  const {
    code,
    message,
    fixes = [],
  } = couldNotLook('the alarms on the rates of the account', alarms);
  const isDenied = alarms.code === 'denied' || alarms.code === 'credentials';
  throw new Failure(code, message, {
    exitCode: isDenied ? EXIT.credentials : EXIT.unknown,
    fix: fixes,
  });
}
