import type { Arithmetic } from '../arithmetic/arithmetic';
import type { BinaryOperator, Expression, ExpressionFunction, ExpressionName } from './parse';

/** The value of an expression, [rows, 1] or [1, 1]; `valueOf` gives what a name stands for. */
export function evaluateExpression<Value>(
  of: Arithmetic<Value>,
  expression: Expression,
  valueOf: (name: ExpressionName) => Value,
): Value {
  const evaluate = (part: Expression): Value => evaluateExpression(of, part, valueOf);
  switch (expression.kind) {
    case 'number':
      return of.constant(expression.value);
    case 'name':
      return valueOf(expression.name);
    case 'binary':
      return combine(of, expression.operator, evaluate(expression.left), evaluate(expression.right));
    case 'call':
      return call(of, expression.name, expression.arguments.map(evaluate));
    case 'choice':
      return of.select(evaluate(expression.condition), evaluate(expression.left), evaluate(expression.right));
  }
}

function combine<Value>(of: Arithmetic<Value>, operator: BinaryOperator, left: Value, right: Value): Value {
  switch (operator) {
    case '+':
      return of.add(left, right);
    case '-':
      return of.subtract(left, right);
    case '*':
      return of.multiply(left, right);
    case '/':
      return of.divide(left, right);
    case '^':
      return of.power(left, right);
    case '<':
      return of.greater(right, left);
    case '>':
      return of.greater(left, right);
  }
}

function call<Value>(of: Arithmetic<Value>, name: ExpressionFunction, values: readonly Value[]): Value {
  const [first = of.constant(Number.NaN), second = first] = values;
  switch (name) {
    case 'min':
    case 'max':
      return name === 'min' ? of.minimum(first, second) : of.maximum(first, second);
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'abs':
    case 'sin':
    case 'cos':
      return of[name](first);
  }
}
