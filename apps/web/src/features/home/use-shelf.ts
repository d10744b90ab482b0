import { useMutation, useQueryClient } from '@tanstack/react-query'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'

/** Puts workflows away and brings them back. What was put away by mistake is one press away from being back. */
export function useShelf(): { archive: (name: string) => void; bringBack: (name: string) => void } {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const read = () => queryClient.invalidateQueries({ queryKey: trpc.workflows.list.queryKey() })
  const back = useMutation(
    trpc.workflows.unarchive.mutationOptions({
      onSuccess: async (_, { name }) => {
        await read()
        notify.done(`${name} is back`)
      },
      onError: (error, { name }) => notify.error(`${name} was not brought back`, failureOf(error).message),
    }),
  )
  const away = useMutation(
    trpc.workflows.archive.mutationOptions({
      onSuccess: async (_, { name }) => {
        await read()
        notify.done(`${name} is archived`, 'Its versions and runs stay on record.', { label: 'Bring back', onClick: () => back.mutate({ name }) })
      },
      onError: (error, { name }) => notify.error(`${name} was not archived`, failureOf(error).message),
    }),
  )
  return { archive: (name) => away.mutate({ name }), bringBack: (name) => back.mutate({ name }) }
}
