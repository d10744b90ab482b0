/** Asks an expression field to write a reference where its cursor stands; `detail` is the bare expression. */
export const INSERT_EVENT = 'aob:insert-expression'
