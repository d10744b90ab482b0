import { download } from '../../lib/download.ts'
import { failureOf } from '../../lib/failure.ts'
import { notify } from '../../ui/toast.tsx'
import { useNewestVersion } from './use-newest-version.ts'

/** Saves the newest version of a workflow as a file that imports again. */
export function useExport(): (name: string) => Promise<void> {
  const newest = useNewestVersion()
  return async (name) => {
    try {
      download(`${name}.json`, `${JSON.stringify(await newest(name), null, 2)}\n`)
    } catch (error) {
      notify.error(`${name} was not exported`, failureOf(error).message)
    }
  }
}
