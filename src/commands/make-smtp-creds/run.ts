import { runStep } from '../../flow/run.ts';
import type { MakeSmtpCredsOptions } from '../../steps/make-smtp-creds/inputs.ts';
import { makeSmtpCreds } from '../../steps/make-smtp-creds/step.ts';
import type { Context, Invocation } from '../command.ts';
import { jobIn, reportAndKeep } from '../job.ts';
import type { OwnRun } from '../step-command.ts';
import { derive } from './derive-password.ts';

/** `make-smtp-creds`: the step, or only the password of a key that exists. */
export const makeSmtpCredsRun: OwnRun<MakeSmtpCredsOptions> = {
  step: makeSmtpCreds,
  command: { run },
};

async function run(context: Context, options: Invocation<MakeSmtpCredsOptions>) {
  const opened = await context.open();
  const { answers } = options;
  if (answers.fromSecretStdin === true) return derive(opened.ports, opened.region, answers);
  return reportAndKeep(await jobIn(context, opened, options), (job) =>
    runStep(job, makeSmtpCreds.id),
  );
}
