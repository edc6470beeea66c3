import { see } from './see.ts';
import { source } from './source.ts';

export const account = source({
  key: 'account',
  read: ({ ports }) => see(() => ports.ses.account()),
});
