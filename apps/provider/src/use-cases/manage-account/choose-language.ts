// The language of pages and mails, chosen by the person: a directory no longer decides it.
import type { Language } from '@sluis/server-kit/messages'
import { type AuditedSession, auditFor } from '#identity/audit/audit-for.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'people'

export async function chooseLanguage(
  identity: Transactional<Used>,
  session: AuditedSession,
  language: Language,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    await stores.people.chooseLanguage(session.personId, language)
    await stores.audit.append(auditFor(session, 'language-chosen', { detail: { language } }), now)
  })
}
