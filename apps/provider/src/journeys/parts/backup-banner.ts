// The slim reminder at Home that a backup is missing: after a week, and then with long pauses (P11). "Not now" is on
// the page that it leads to.
import { banner, type Html, linkButton } from '@sluis/design'
import { isBackupDue } from '#use-cases/manage-factors/backup-offer.ts'
import type { SignedInFlow } from '../flow/require-session.ts'
import type { Deps } from '../flow/sign-in-flow.ts'

export async function backupBanner({ identity }: Deps, { t, person, now }: SignedInFlow): Promise<Html | ''> {
  if (!(await isBackupDue(identity, person.id, now))) return ''
  return banner({
    label: t('backup.title'),
    text: t('backup.tip'),
    actions: [linkButton({ text: t('backup.add'), href: '/offer/backup', kind: 'quiet' })],
  })
}
