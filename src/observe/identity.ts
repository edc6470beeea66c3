import { see } from './see.ts';
import { source } from './source.ts';

export const identity = source({
  key: 'identity',
  read: ({ ports, scope }) => see(() => ports.ses.identity(scope.domain)),
});
