import type { Workflow } from '@aob/schemas'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { failureOf } from '../../../lib/failure.ts'
import { useTRPCClient } from '../../../lib/trpc.ts'
import type { FieldSchema } from '../../../ui/forms/form-fields.ts'
import { notify } from '../../../ui/toast.tsx'
import { useEditor } from '../editor-context.ts'
import type { SaveAction } from './use-save.ts'

export interface RunAction {
  /** Saves when needed, asks for inputs when needed, starts, and goes to the run. */
  press: () => void
  busy: boolean
  /** Set while the person is asked for inputs. */
  asking: FieldSchema | undefined
  ask: () => void
  dismiss: () => void
  start: (inputs: Record<string, unknown>) => void
  refusal: { message: string; pointer?: string } | undefined
  /** Forgets the refusal: what was refused is being changed. */
  forgive: () => void
}

/** The schema of the run inputs; an empty object schema when the workflow takes none. */
export function inputSchemaOf(document: Workflow): FieldSchema {
  // Workflow.inputs is any JSON Schema; the form reads the part it knows and leaves the rest to the server.
  return (document.inputs ?? { properties: {} }) as FieldSchema
}

export function useRun({ save }: SaveAction): RunAction {
  const { store, name } = useEditor()
  const client = useTRPCClient()
  const navigate = useNavigate()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<FieldSchema | undefined>(undefined)
  const [refusal, setRefusal] = useState<RunAction['refusal']>(undefined)

  const start = useCallback(
    async (inputs: Record<string, unknown>) => {
      setBusy(true)
      setRefusal(undefined)
      try {
        const { document, base } = store.getState()
        if (document !== base.document) {
          const outcome = await save()
          if (outcome.kind === 'refused') return
        }
        const { runId } = await client.runs.start.mutate({ ref: name, inputs })
        setAsking(undefined)
        await navigate({ to: '/runs/$runId', params: { runId } })
      } catch (error) {
        const failure = failureOf(error)
        setRefusal({ message: failure.message, ...(failure.pointer ? { pointer: failure.pointer } : {}) })
        notify.error('The run was not started', [failure.message, failure.hint].filter(Boolean).join(' '))
      } finally {
        setBusy(false)
      }
    },
    [client, name, navigate, save, store],
  )
  const ask = useCallback(() => {
    store.attempt()
    setAsking(inputSchemaOf(store.getState().document))
  }, [store])
  const press = useCallback(async () => {
    store.attempt()
    const schema = inputSchemaOf(store.getState().document)
    try {
      // What forms know of schemas comes with the first run that is started.
      const { defaultsOf, questionsOf } = await import('../../../ui/forms/form-fields.ts')
      if (questionsOf(schema).length > 0) setAsking(schema)
      else await start(defaultsOf(schema))
    } catch (error) {
      notify.error('The run was not started', failureOf(error).message)
    }
  }, [start, store])
  return {
    press: useCallback(() => void press(), [press]),
    busy,
    asking,
    ask,
    dismiss: useCallback(() => setAsking(undefined), []),
    start: (inputs) => void start(inputs),
    refusal,
    forgive: useCallback(() => setRefusal(undefined), []),
  }
}
