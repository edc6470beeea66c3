import { rightsTo } from '../core/aws/permissions.ts';
import { see } from './see.ts';
import { source } from './source.ts';

export const notificationTopics = source({
  key: 'notificationTopics',
  rights: rightsTo('ses:GetIdentityNotificationAttributes'),
  read: ({ ports, scope }) => see(() => ports.ses.notificationTopics(scope.domain)),
});
