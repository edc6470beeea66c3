import { rightsTo } from '../core/aws/permissions.ts';
import { smtpUserOf } from '../core/domain-setup/defaults.ts';
import { see } from './see.ts';
import { source } from './source.ts';

export const smtpUser = source({
  key: 'smtpUser',
  rights: rightsTo(
    'iam:GetUser',
    'iam:ListAccessKeys',
    'iam:GetAccessKeyLastUsed',
    'iam:ListUserPolicies',
    'iam:GetUserPolicy',
  ),
  read: ({ ports, scope }) =>
    see(() => ports.iam.smtpUser(smtpUserOf(scope.domain, scope.checklist))),
});
