import { rightsTo } from '../core/aws/permissions.ts';
import { see } from './see.ts';
import { source } from './source.ts';

export const identity = source({
  key: 'identity',
  rights: rightsTo('ses:GetEmailIdentity'),
  read: ({ ports, scope }) => see(() => ports.ses.identity(scope.domain)),
});
