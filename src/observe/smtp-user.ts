import { smtpUserOf } from '../core/domain-setup/defaults.ts';
import { see } from './see.ts';
import { source } from './source.ts';

export const smtpUser = source({
  key: 'smtpUser',
  read: ({ ports, scope }) =>
    see(() => ports.iam.smtpUser(smtpUserOf(scope.domain, scope.checklist))),
});
