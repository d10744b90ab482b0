import type { TagMoved } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'
import type { OpenMerge } from './open-merge.ts'

/** Everything that moves a tag from its page. Each move is a record of its own, so all of them can be taken back. */
export function useVersionActions(name: string, tag: string) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [merging, decide] = useState<OpenMerge>()
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.workflows.pathKey() })
  const failing = (title: string) => (error: unknown) => {
    const failure = failureOf(error)
    notify.error(title, [failure.message, failure.hint].filter(Boolean).join(' '))
  }
  const moved = (verb: string) => ({
    onSuccess: ({ versionLabel, warnings = [] }: TagMoved) => {
      notify.done(`${verb} to ${versionLabel}`, `${name}@${tag} points there now; the history keeps where it was.`)
      for (const { message } of warnings) notify.info('Another workflow has too many agents by it', message)
    },
    onError: failing('The tag was not moved'),
    onSettled,
  })
  const undo = useMutation(trpc.workflows.undo.mutationOptions(moved('Back')))
  const redo = useMutation(trpc.workflows.redo.mutationOptions(moved('Forward')))
  const restore = useMutation(trpc.workflows.restore.mutationOptions(moved('Restored')))
  const revert = useMutation(
    trpc.patches.revert.mutationOptions({
      onSuccess: () => notify.done('Change taken back', 'The history keeps both: the change, and the one that takes it back.'),
      onError: failing('The change was not taken back'),
      onSettled,
    }),
  )
  const branch = useMutation(
    trpc.workflows.createTag.mutationOptions({
      onSuccess: (made) => notify.done(`${name}@${made.tag} begins at ${made.versionLabel}`),
      onError: failing('The branch was not made'),
      onSettled,
    }),
  )
  const restack = useMutation(
    trpc.workflows.restackTag.mutationOptions({
      onSuccess: ({ versionLabel }) => notify.done(`Rearranged; ${name}@${tag} is ${versionLabel} now`, 'One step back leads to the arrangement before.'),
      onSettled,
    }),
  )
  const merge = useMutation(
    trpc.workflows.mergeTag.mutationOptions({
      onSuccess: ({ versionLabel, status }) => {
        decide(undefined)
        if (status === 'proposed') notify.info('The merge waits for a review', 'This workflow wants a person to see changes first.')
        else notify.done(`Merged as ${versionLabel ?? 'a new version'}`)
      },
      onError: async (error, { from, decided }) => {
        const failure = failureOf(error)
        const open = await opened(from, failure.data, decided && merging)
        if (failure.code === 'patch.conflict' || !decided) decide(open)
        if (open) return
        if (decided && failure.code === 'patch.conflict') notify.info('A branch moved on meanwhile', 'Nothing is in the way any more: merge again.')
        else failing('The branches were not merged')(error)
      },
      onSettled,
    }),
  )
  return { undo, redo, restore, revert, branch, restack, merge, merging, decide }
}

/** The merge a refusal leaves open, if any. Where its dialog's code cannot be fetched the refusal is told in words like any other: nothing is merged, and the button is there to try again. */
async function opened(...what: Parameters<typeof import('./open-merge.ts').openMerge>): Promise<OpenMerge | undefined> {
  try {
    return (await import('./open-merge.ts')).openMerge(...what)
  } catch (error) {
    console.warn('What does not go together could not be shown.', error)
    return undefined
  }
}

export type VersionActions = ReturnType<typeof useVersionActions>
