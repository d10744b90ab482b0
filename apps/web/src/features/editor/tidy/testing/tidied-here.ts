import type { Workflow } from '@aob/schemas'
import ELK from 'elkjs'
import { layeredPass } from '../layered-pass.ts'
import { tidied } from '../tidy-places.ts'
import { idsInScope, type Layouts, SPACING, tidyPlan } from '../tidy-plan.ts'
import type { TidyScope } from '../tidy-scope.ts'

const elk = new ELK()
const layouts: Layouts = {
  async elk(graph) {
    const { children = [] } = await elk.layout(graph)
    return children.map(({ id, x = 0, y = 0 }) => ({ id, position: { x, y } }))
  },
  async layered(graph) {
    const pass = layeredPass(graph, SPACING)
    for (let step = pass.next(); ; step = pass.next()) if (step.done) return step.value
  },
}

/** ELK itself, in this thread: the plan is judged by what the page would show. */
export async function tidiedHere(document: Workflow, scope: TidyScope, selected: string[] = [], published: Workflow = document): Promise<Workflow> {
  const ids = idsInScope(document, scope, selected, published)
  return tidied(document, await tidyPlan(document, scope, ids, layouts), scope)
}
