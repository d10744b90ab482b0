import type { Workflow } from '@aob/schemas'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Failure, failureOf } from '../../lib/failure.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { notify } from '../../ui/toast.tsx'

/** A workflow from a file that the server would not take, and why. */
export interface RefusedFile {
  fileName: string
  workflow: Workflow
  failure: Failure
}

export interface CreateWorkflowAction {
  run: (workflow: Workflow) => void
  /** The same of what a file holds: what is wrong with it is kept to be read. */
  fromFile: (workflow: Workflow, fileName: string) => void
  busy: boolean
  /** It is a file that is being made a workflow. */
  importing: boolean
  /** Sentence of the last refusal. */
  error: string | undefined
  refused: RefusedFile | undefined
  forget: () => void
}

/** Creates workflows, and opens the one that was created. */
export function useCreateWorkflow(): CreateWorkflowAction {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [refused, setRefused] = useState<RefusedFile>()
  const [ofFile, setOfFile] = useState(false)
  const mutation = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: async (_, { workflow, name }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.workflows.list.queryKey() })
        await navigate({ to: '/w/$name', params: { name: name ?? String((workflow as { name?: unknown }).name) } })
      },
    }),
  )
  const create = (workflow: Workflow, onRefused: (failure: Failure) => void) =>
    mutation.mutate({ workflow, name: workflow.name }, { onError: (error) => onRefused(failureOf(error)) })
  return {
    run(workflow) {
      setOfFile(false)
      create(workflow, tell)
    },
    fromFile(workflow, fileName) {
      setOfFile(true)
      create(workflow, (failure) => (failure.problems.length > 0 ? setRefused({ fileName, workflow, failure }) : tell(failure)))
    },
    busy: mutation.isPending,
    importing: mutation.isPending && ofFile,
    error: mutation.error ? failureOf(mutation.error).message : undefined,
    refused,
    forget: () => setRefused(undefined),
  }
}

function tell({ code, message, pointer, hint = '', data }: Failure): void {
  if (code === 'request.too_large')
    return void notify.error(
      'The workflow was not created',
      `It has more than ${Number(data.maxBytes) / 1e6} MB, the most this server takes at once (maxRequestBytes).`,
    )
  notify.error('The workflow was not created', [message, pointer ? `At ${pointer}.` : '', hint].filter(Boolean).join(' '))
}
