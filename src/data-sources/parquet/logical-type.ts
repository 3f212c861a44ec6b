import type { LogicalType, TimeUnit } from 'hyparquet';
import { ParquetDamage } from './damage';
import type { ThriftStruct } from './thrift';

/**
 * Meaning of a column's values where it changes how they are read; undefined for the others, shapes of maps among them.
 * https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */
export function logicalTypeOf(written: ThriftStruct | undefined): LogicalType | undefined {
  if (written === undefined) return undefined;
  if (written.struct(1)) return { type: 'STRING' };
  if (written.struct(3)) return { type: 'LIST' };
  const timestamp = written.struct(8);
  if (timestamp) {
    return { type: 'TIMESTAMP', isAdjustedToUTC: timestamp.isTrue(1), unit: unitOf(timestamp.struct(2)) };
  }
  const integer = written.struct(10);
  if (integer) return { type: 'INTEGER', bitWidth: integer.integer(1) ?? 0, isSigned: integer.isTrue(2) };
  if (written.struct(14)) return { type: 'UUID' };
  if (written.struct(15)) return { type: 'FLOAT16' };
  return undefined;
}

function unitOf(written: ThriftStruct | undefined): TimeUnit {
  if (written?.struct(1)) return 'MILLIS';
  if (written?.struct(2)) return 'MICROS';
  if (written?.struct(3)) return 'NANOS';
  throw new ParquetDamage('its times have no unit');
}
