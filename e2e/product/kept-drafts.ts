import type { Page } from '@playwright/test'

/** What this browser keeps of a draft for one author, made to look as pages kept it that did not note the author. */
export async function keptAsByAnOlderPage(page: Page, draft: string, author: string): Promise<void> {
  await page.evaluate(
    async ([of, by]) => {
      const settled = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const database = await settled(indexedDB.open('aob-drafts'))
      const stores = [...database.objectStoreNames]
      const writing = database.transaction(stores, 'readwrite')
      const isTheirs = (log: unknown) => typeof log === 'string' && log.startsWith(`${of}\n${by}`)
      for (const store of stores.map((name) => writing.objectStore(name))) {
        for (const key of await settled(store.getAllKeys())) {
          const [log, place] = Array.isArray(key) ? key : [key]
          if (!isTheirs(log)) continue
          const value = await settled(store.get(key))
          if (store.name === 'positions') delete value.author
          store.put(value, place === undefined ? of : [of, place])
          store.delete(key)
        }
      }
      await new Promise((resolve) => writing.addEventListener('complete', resolve))
      database.close()
    },
    [draft, author] as const,
  )
}

/** Takes the version away that the kept changes of a draft were made on, as a browser short of room may: what is left does not fit together. */
export async function withoutTheirVersion(page: Page, draft: string): Promise<void> {
  await page.evaluate(async (of) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('aob-drafts')
      opening.onsuccess = () => resolve(opening.result)
      opening.onerror = () => reject(opening.error)
    })
    const writing = database.transaction('bases', 'readwrite')
    writing.objectStore('bases').delete(IDBKeyRange.bound(of, `${of}\uffff`))
    await new Promise((resolve) => writing.addEventListener('complete', resolve))
    database.close()
  }, draft)
}
