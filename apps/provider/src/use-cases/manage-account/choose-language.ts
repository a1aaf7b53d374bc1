// The language of pages and mails, chosen by the person: a directory no longer decides it.
import type { Language } from '@sluis/server-kit/messages'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'

export async function chooseLanguage(
  identity: Pick<Identity, 'transaction'>,
  { id: sessionId, personId }: Pick<Session, 'id' | 'personId'>,
  language: Language,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    await stores.people.chooseLanguage(personId, language)
    await stores.audit.append(
      { action: 'language-chosen', result: 'done', actor: personId, personId, sessionId, detail: { language } },
      now,
    )
  })
}
