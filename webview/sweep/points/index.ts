export { PointsTable } from './points-table';
export { TableStore } from './table-store';
