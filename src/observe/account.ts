import { rightsTo } from '../core/aws/permissions.ts';
import { see } from './see.ts';
import { source } from './source.ts';

export const account = source({
  key: 'account',
  rights: rightsTo('ses:GetAccount'),
  read: ({ ports }) => see(() => ports.ses.account()),
});
