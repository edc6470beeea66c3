import { see } from './see.ts';
import { source } from './source.ts';

export const caller = source({
  key: 'caller',
  read: ({ ports }) => see(() => ports.sts.caller()),
});
