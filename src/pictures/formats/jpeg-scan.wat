;; The scan of a baseline JPEG: Huffman codes → coefficients → samples, block by block (src/pictures/formats/jpeg-scan.ts).
;;
;; The inverse transform is libjpeg-turbo's for SSE2 (jidctint: Loeffler, Ligtenberg and Moschytz, 1989) with the same widths of
;; lanes, so that samples are Pillow's bit for bit, in blocks that overflow too.
;;
;; Memory below 65536, in bytes:
;;   0     one block of coefficients, 64 × i16 by rows, and 16 bytes behind it that are never read
;;   256   byte offset in the block of each coefficient of the zigzag order
;;   512   the components' last DC coefficients, i32
;;   640   a record for each block of an MCU, see $decodeScan
;;   1024  quantization tables, 64 × i16 by rows
;;   2048  Huffman tables, see $longCode
;; An entry of a Huffman table: 5 bits of length, 4 of size, 8 of advance, 15 of a signed value. `length` bits are used up;
;; where `size` is not 0 the value is that of the next `size` bits. An AC coefficient lies `advance` behind the one before;
;; 128 ends the block, so that its value goes behind the block. No entry is 0.
(module
  (memory (export "memory") 1)
  (data (i32.const 256)
    "\00\02\10\20\12\04\06\14\22\30\40\32\24\16\08\0a"
    "\18\26\34\42\50\60\52\44\36\28\1a\0c\0e\1c\2a\38"
    "\46\54\62\70\72\64\56\48\3a\2c\1e\2e\3c\4a\58\66"
    "\74\76\68\5a\4c\3e\4e\5c\6a\78\7a\6c\5e\6e\7c\7e"
    "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80" "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80"
    "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80" "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80"
    "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80" "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80"
    "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80" "\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80\80")

  ;; Copies a scan to $to without the zero that stands behind each byte of 255. Gives the address of the marker that ends it,
  ;; or $end; the end of the copy is at address 640.
  (func (export "unstuff") (param $from i32) (param $end i32) (param $to i32) (result i32)
    (local $sixteen v128) (local $marks i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (local.set $sixteen (v128.load align=1 (local.get $from)))
        (v128.store align=1 (local.get $to) (local.get $sixteen))
        (local.set $marks (i8x16.bitmask (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 255)))))
        (if (i32.eqz (local.get $marks))
          (then
            (local.set $from (i32.add (local.get $from) (i32.const 16)))
            (local.set $to (i32.add (local.get $to) (i32.const 16)))
            (br $next)))
        (local.set $from (i32.add (local.get $from) (i32.ctz (local.get $marks))))
        (local.set $to (i32.add (local.get $to) (i32.ctz (local.get $marks))))
        (br_if $done (i32.load8_u offset=1 (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 2)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (br $next)))
    (i32.store (i32.const 640) (local.get $to))
    (local.get $from))

  ;; The entry of a code of more than 10 bits, 0 where there is none. $next are the next 16 bits of the scan. A table:
  ;;   0     entries by the next 10 bits
  ;;   4096  for each length of 11 … 16: end of its codes as the beginning of 16 bits; address of the entry of code 0
  ;;   4144  entries of the longer codes
  (func $longCode (param $table i32) (param $next i32) (result i32)
    (local $length i32) (local $bounds i32)
    (local.set $length (i32.const 11))
    (local.set $bounds (local.get $table))
    (block $none
      (loop $longer
        (if (i32.lt_u (local.get $next) (i32.load offset=4096 (local.get $bounds)))
          (then
            (return
              (i32.load
                (i32.add
                  (i32.load offset=4100 (local.get $bounds))
                  (i32.shl
                    (i32.shr_u (local.get $next) (i32.sub (i32.const 16) (local.get $length)))
                    (i32.const 2)))))))
        (local.set $length (i32.add (local.get $length) (i32.const 1)))
        (local.set $bounds (i32.add (local.get $bounds) (i32.const 8)))
        (br_if $none (i32.gt_u (local.get $length) (i32.const 16)))
        (br $longer)))
    (i32.const 0))

  ;; Decodes the bytes $at … $end, behind which 512 bytes must be zeros, into the planes of components. Gives 1 where they are no
  ;; such scan, 0 otherwise. A record of a block, i32 each:
  ;;   0 DC table   4 AC table   8 quantization table   12 address of the block's first sample, which is moved on
  ;;   16 step to the next MCU   20 bytes of a row of the plane   24 address of the last DC coefficient
  ;;   28 step to the next row of MCUs, behind the last of a row
  (func (export "decodeScan")
    (param $at i32) (param $end i32) (param $across i32) (param $down i32) (param $records i32) (param $recordsEnd i32)
    (result i32)
    (local $bits i64) (local $count i32) (local $left i32) (local $record i32)
    (local $table i32) (local $entry i32) (local $place i32) (local $size i32) (local $value i32)
    (loop $rows
      (local.set $left (local.get $across))
      (loop $mcus
        (local.set $record (local.get $records))
        (loop $blocks
          (local.set $table (i32.load (local.get $record)))
          (local.set $place (i32.const 0))
          (loop $coefficients
            ;; At least 56 bits from here on; the bits behind those counted are already right, so that an OR leaves them.
            (if (i32.lt_u (local.get $count) (i32.const 32))
              (then
                (local.set $bits
                  (i64.or
                    (local.get $bits)
                    (i64.shr_u
                      (i64x2.extract_lane 0
                        (i8x16.shuffle 7 6 5 4 3 2 1 0 0 0 0 0 0 0 0 0
                          (v128.load64_zero align=1 (local.get $at))
                          (v128.const i64x2 0 0)))
                      (i64.extend_i32_u (local.get $count)))))
                (local.set $at
                  (i32.add (local.get $at) (i32.shr_u (i32.sub (i32.const 63) (local.get $count)) (i32.const 3))))
                (local.set $count (i32.or (local.get $count) (i32.const 56)))))
            (local.set $entry
              (i32.load
                (i32.add
                  (local.get $table)
                  (i32.shl (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 54))) (i32.const 2)))))
            (if (i32.eqz (local.get $entry))
              (then
                (local.set $entry
                  (call $longCode (local.get $table) (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 48)))))
                (if (i32.eqz (local.get $entry)) (then (return (i32.const 1))))))
            (local.set $size (i32.and (local.get $entry) (i32.const 31)))
            (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $size))))
            (local.set $count (i32.sub (local.get $count) (local.get $size)))
            (local.set $value (i32.shr_s (local.get $entry) (i32.const 17)))
            (local.set $size (i32.and (i32.shr_u (local.get $entry) (i32.const 5)) (i32.const 15)))
            (if (local.get $size)
              (then
                ;; A first bit of 0 stands for a negative number: 1 − 2^size more.
                (local.set $value
                  (i32.add
                    (i32.wrap_i64
                      (i64.shr_u (local.get $bits) (i64.extend_i32_u (i32.sub (i32.const 64) (local.get $size)))))
                    (i32.and
                      (i32.wrap_i64
                        (i64.sub (i64.shr_u (local.get $bits) (i64.const 63)) (i64.const 1)))
                      (i32.sub (i32.const 1) (i32.shl (i32.const 1) (local.get $size))))))
                (local.set $bits (i64.shl (local.get $bits) (i64.extend_i32_u (local.get $size))))
                (local.set $count (i32.sub (local.get $count) (local.get $size)))))
            (if (i32.eqz (local.get $place))
              (then
                (if (i32.ne (local.get $table) (i32.load offset=4 (local.get $record)))
                  (then
                    ;; The first coefficient is the DC one, told as a difference.
                    (local.set $table (i32.load offset=4 (local.get $record)))
                    (local.set $size (i32.load offset=24 (local.get $record)))
                    (local.set $value (i32.add (local.get $value) (i32.load (local.get $size))))
                    (i32.store (local.get $size) (local.get $value))
                    (i32.store16 (i32.const 0) (local.get $value))
                    (br $coefficients)))))
            (local.set $place
              (i32.add (local.get $place) (i32.and (i32.shr_u (local.get $entry) (i32.const 9)) (i32.const 255))))
            (i32.store16 (i32.load8_u offset=256 (local.get $place)) (local.get $value))
            (br_if $coefficients (i32.lt_u (local.get $place) (i32.const 63))))
          ;; A coefficient behind the last one, or more bits than there are.
          (if
            (i32.or
              (i32.and
                (i32.gt_u (local.get $place) (i32.const 63))
                (i32.lt_u (local.get $place) (i32.const 128)))
              (i32.gt_s
                (i32.sub
                  (i32.shl (i32.sub (local.get $at) (local.get $end)) (i32.const 3))
                  (local.get $count))
                (i32.const 0)))
            (then (return (i32.const 1))))
          (if (i32.eq (local.get $place) (i32.const 128))
            (then
              (call $fillBlock
                (i32.load offset=8 (local.get $record))
                (i32.load offset=12 (local.get $record))
                (i32.load offset=20 (local.get $record))))
            (else
              (call $transformBlock
                (i32.load offset=8 (local.get $record))
                (i32.load offset=12 (local.get $record))
                (i32.load offset=20 (local.get $record)))))
          (i32.store offset=12 (local.get $record)
            (i32.add (i32.load offset=12 (local.get $record)) (i32.load offset=16 (local.get $record))))
          (local.set $record (i32.add (local.get $record) (i32.const 32)))
          (br_if $blocks (i32.lt_u (local.get $record) (local.get $recordsEnd))))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br_if $mcus (local.get $left)))
      (local.set $record (local.get $records))
      (loop $starts
        (i32.store offset=12 (local.get $record)
          (i32.add (i32.load offset=12 (local.get $record)) (i32.load offset=28 (local.get $record))))
        (local.set $record (i32.add (local.get $record) (i32.const 32)))
        (br_if $starts (i32.lt_u (local.get $record) (local.get $recordsEnd))))
      (local.set $down (i32.sub (local.get $down) (i32.const 1)))
      (br_if $rows (local.get $down)))
    (i32.const 0))

  ;; Samples of a block that has a DC coefficient alone, which are equal; the coefficients are 0 afterwards.
  (func $fillBlock (param $table i32) (param $to i32) (param $stride i32)
    (local $row v128) (local $left i32)
    (local.set $row
      (i16x8.splat
        (i32.shr_s
          (i32.add
            (i32.extend16_s
              (i32.shl
                (i32.mul (i32.load16_s (i32.const 0)) (i32.load16_s (local.get $table)))
                (i32.const 2)))
            (i32.const 16))
          (i32.const 5))))
    (local.set $row
      (v128.xor (i8x16.narrow_i16x8_s (local.get $row) (local.get $row)) (i8x16.splat (i32.const 128))))
    (i32.store16 (i32.const 0) (i32.const 0))
    (local.set $left (i32.const 8))
    (loop $rows
      (v128.store64_lane align=1 0 (local.get $to) (local.get $row))
      (local.set $to (i32.add (local.get $to) (local.get $stride)))
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $rows (local.get $left))))

  ;; Samples of a block: dequantized, transformed by columns, then by rows; the coefficients are 0 afterwards.
  (func $transformBlock (param $table i32) (param $to i32) (param $stride i32)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (local $v4 v128) (local $v5 v128) (local $v6 v128) (local $v7 v128)
    (local $w0 v128) (local $w1 v128) (local $w2 v128) (local $w3 v128)
    (local $w4 v128) (local $w5 v128) (local $w6 v128) (local $w7 v128)
    (local $sum v128) (local $difference v128) (local $z3 v128) (local $z4 v128) (local $pair v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $e0 v128) (local $e1 v128) (local $e2 v128) (local $e3 v128)
    (local $o0 v128) (local $o1 v128) (local $o2 v128) (local $o3 v128)
    (local $round v128) (local $shift i32)
    (local.set $v0 (i16x8.mul (v128.load (i32.const 0)) (v128.load (local.get $table))))
    (local.set $v1 (i16x8.mul (v128.load offset=16 (i32.const 0)) (v128.load offset=16 (local.get $table))))
    (local.set $v2 (i16x8.mul (v128.load offset=32 (i32.const 0)) (v128.load offset=32 (local.get $table))))
    (local.set $v3 (i16x8.mul (v128.load offset=48 (i32.const 0)) (v128.load offset=48 (local.get $table))))
    (local.set $v4 (i16x8.mul (v128.load offset=64 (i32.const 0)) (v128.load offset=64 (local.get $table))))
    (local.set $v5 (i16x8.mul (v128.load offset=80 (i32.const 0)) (v128.load offset=80 (local.get $table))))
    (local.set $v6 (i16x8.mul (v128.load offset=96 (i32.const 0)) (v128.load offset=96 (local.get $table))))
    (local.set $v7 (i16x8.mul (v128.load offset=112 (i32.const 0)) (v128.load offset=112 (local.get $table))))
    (v128.store (i32.const 0) (v128.const i64x2 0 0))
    (v128.store offset=16 (i32.const 0) (v128.const i64x2 0 0))
    (v128.store offset=32 (i32.const 0) (v128.const i64x2 0 0))
    (v128.store offset=48 (i32.const 0) (v128.const i64x2 0 0))
    (v128.store offset=64 (i32.const 0) (v128.const i64x2 0 0))
    (v128.store offset=80 (i32.const 0) (v128.const i64x2 0 0))
    (v128.store offset=96 (i32.const 0) (v128.const i64x2 0 0))
    (v128.store offset=112 (i32.const 0) (v128.const i64x2 0 0))
    ;; Numbers have 13 bits behind the point, those between the two passes 2.
    (local.set $shift (i32.const 11))
    (local.set $round (i32x4.splat (i32.const 1024)))
    (loop $passes
      (local.set $sum (i16x8.add (local.get $v0) (local.get $v4)))
      (local.set $difference (i16x8.sub (local.get $v0) (local.get $v4)))
      (local.set $z3 (i16x8.add (local.get $v3) (local.get $v7)))
      (local.set $z4 (i16x8.add (local.get $v5) (local.get $v1)))
      ;; Lanes 0 … 3.
      (local.set $pair (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $v2) (local.get $v6)))
      (local.set $b (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 10703 4433 10703 4433 10703 4433 10703 4433)))
      (local.set $c (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 4433 -10704 4433 -10704 4433 -10704 4433 -10704)))
      (local.set $a (i32x4.add (i32x4.shl (i32x4.extend_low_i16x8_s (local.get $sum)) (i32.const 13)) (local.get $round)))
      (local.set $d (i32x4.add (i32x4.shl (i32x4.extend_low_i16x8_s (local.get $difference)) (i32.const 13)) (local.get $round)))
      (local.set $e0 (i32x4.add (local.get $a) (local.get $b)))
      (local.set $e3 (i32x4.sub (local.get $a) (local.get $b)))
      (local.set $e1 (i32x4.add (local.get $d) (local.get $c)))
      (local.set $e2 (i32x4.sub (local.get $d) (local.get $c)))
      (local.set $pair (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $z3) (local.get $z4)))
      (local.set $a (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -6436 9633 -6436 9633 -6436 9633 -6436 9633)))
      (local.set $b (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 9633 6437 9633 6437 9633 6437 9633 6437)))
      (local.set $pair (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $v7) (local.get $v1)))
      (local.set $o3 (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -4927 -7373 -4927 -7373 -4927 -7373 -4927 -7373))))
      (local.set $o0 (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -7373 4926 -7373 4926 -7373 4926 -7373 4926))))
      (local.set $pair (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $v5) (local.get $v3)))
      (local.set $o2 (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -4176 -20995 -4176 -20995 -4176 -20995 -4176 -20995))))
      (local.set $o1 (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -20995 4177 -20995 4177 -20995 4177 -20995 4177))))
      (local.set $w0 (i32x4.shr_s (i32x4.add (local.get $e0) (local.get $o0)) (local.get $shift)))
      (local.set $w7 (i32x4.shr_s (i32x4.sub (local.get $e0) (local.get $o0)) (local.get $shift)))
      (local.set $w1 (i32x4.shr_s (i32x4.add (local.get $e1) (local.get $o1)) (local.get $shift)))
      (local.set $w6 (i32x4.shr_s (i32x4.sub (local.get $e1) (local.get $o1)) (local.get $shift)))
      (local.set $w2 (i32x4.shr_s (i32x4.add (local.get $e2) (local.get $o2)) (local.get $shift)))
      (local.set $w5 (i32x4.shr_s (i32x4.sub (local.get $e2) (local.get $o2)) (local.get $shift)))
      (local.set $w3 (i32x4.shr_s (i32x4.add (local.get $e3) (local.get $o3)) (local.get $shift)))
      (local.set $w4 (i32x4.shr_s (i32x4.sub (local.get $e3) (local.get $o3)) (local.get $shift)))
      ;; Lanes 4 … 7.
      (local.set $pair (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $v2) (local.get $v6)))
      (local.set $b (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 10703 4433 10703 4433 10703 4433 10703 4433)))
      (local.set $c (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 4433 -10704 4433 -10704 4433 -10704 4433 -10704)))
      (local.set $a (i32x4.add (i32x4.shl (i32x4.extend_high_i16x8_s (local.get $sum)) (i32.const 13)) (local.get $round)))
      (local.set $d (i32x4.add (i32x4.shl (i32x4.extend_high_i16x8_s (local.get $difference)) (i32.const 13)) (local.get $round)))
      (local.set $e0 (i32x4.add (local.get $a) (local.get $b)))
      (local.set $e3 (i32x4.sub (local.get $a) (local.get $b)))
      (local.set $e1 (i32x4.add (local.get $d) (local.get $c)))
      (local.set $e2 (i32x4.sub (local.get $d) (local.get $c)))
      (local.set $pair (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $z3) (local.get $z4)))
      (local.set $a (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -6436 9633 -6436 9633 -6436 9633 -6436 9633)))
      (local.set $b (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 9633 6437 9633 6437 9633 6437 9633 6437)))
      (local.set $pair (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $v7) (local.get $v1)))
      (local.set $o3 (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -4927 -7373 -4927 -7373 -4927 -7373 -4927 -7373))))
      (local.set $o0 (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -7373 4926 -7373 4926 -7373 4926 -7373 4926))))
      (local.set $pair (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $v5) (local.get $v3)))
      (local.set $o2 (i32x4.add (local.get $b) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -4176 -20995 -4176 -20995 -4176 -20995 -4176 -20995))))
      (local.set $o1 (i32x4.add (local.get $a) (i32x4.dot_i16x8_s (local.get $pair) (v128.const i16x8 -20995 4177 -20995 4177 -20995 4177 -20995 4177))))
      (local.set $w0 (i16x8.narrow_i32x4_s (local.get $w0) (i32x4.shr_s (i32x4.add (local.get $e0) (local.get $o0)) (local.get $shift))))
      (local.set $w7 (i16x8.narrow_i32x4_s (local.get $w7) (i32x4.shr_s (i32x4.sub (local.get $e0) (local.get $o0)) (local.get $shift))))
      (local.set $w1 (i16x8.narrow_i32x4_s (local.get $w1) (i32x4.shr_s (i32x4.add (local.get $e1) (local.get $o1)) (local.get $shift))))
      (local.set $w6 (i16x8.narrow_i32x4_s (local.get $w6) (i32x4.shr_s (i32x4.sub (local.get $e1) (local.get $o1)) (local.get $shift))))
      (local.set $w2 (i16x8.narrow_i32x4_s (local.get $w2) (i32x4.shr_s (i32x4.add (local.get $e2) (local.get $o2)) (local.get $shift))))
      (local.set $w5 (i16x8.narrow_i32x4_s (local.get $w5) (i32x4.shr_s (i32x4.sub (local.get $e2) (local.get $o2)) (local.get $shift))))
      (local.set $w3 (i16x8.narrow_i32x4_s (local.get $w3) (i32x4.shr_s (i32x4.add (local.get $e3) (local.get $o3)) (local.get $shift))))
      (local.set $w4 (i16x8.narrow_i32x4_s (local.get $w4) (i32x4.shr_s (i32x4.sub (local.get $e3) (local.get $o3)) (local.get $shift))))
      ;; Transposes: pairs of 16, then of 32, then of 64 bits.
      (local.set $v0 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $w0) (local.get $w1)))
      (local.set $v1 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $w0) (local.get $w1)))
      (local.set $v2 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $w2) (local.get $w3)))
      (local.set $v3 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $w2) (local.get $w3)))
      (local.set $v4 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $w4) (local.get $w5)))
      (local.set $v5 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $w4) (local.get $w5)))
      (local.set $v6 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $w6) (local.get $w7)))
      (local.set $v7 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $w6) (local.get $w7)))
      (local.set $w0 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $v0) (local.get $v2)))
      (local.set $w1 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $v0) (local.get $v2)))
      (local.set $w2 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $v1) (local.get $v3)))
      (local.set $w3 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $v1) (local.get $v3)))
      (local.set $w4 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $v4) (local.get $v6)))
      (local.set $w5 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $v4) (local.get $v6)))
      (local.set $w6 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $v5) (local.get $v7)))
      (local.set $w7 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $v5) (local.get $v7)))
      (local.set $v0 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w0) (local.get $w4)))
      (local.set $v1 (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w0) (local.get $w4)))
      (local.set $v2 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w1) (local.get $w5)))
      (local.set $v3 (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w1) (local.get $w5)))
      (local.set $v4 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w2) (local.get $w6)))
      (local.set $v5 (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w2) (local.get $w6)))
      (local.set $v6 (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $w3) (local.get $w7)))
      (local.set $v7 (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $w3) (local.get $w7)))
      (if (i32.eq (local.get $shift) (i32.const 11))
        (then
          (local.set $shift (i32.const 18))
          (local.set $round (i32x4.splat (i32.const 131072)))
          (br $passes))))
    (local.set $v0
      (v128.xor (i8x16.narrow_i16x8_s (local.get $v0) (local.get $v1)) (i8x16.splat (i32.const 128))))
    (v128.store64_lane align=1 0 (local.get $to) (local.get $v0))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (v128.store64_lane align=1 1 (local.get $to) (local.get $v0))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (local.set $v2
      (v128.xor (i8x16.narrow_i16x8_s (local.get $v2) (local.get $v3)) (i8x16.splat (i32.const 128))))
    (v128.store64_lane align=1 0 (local.get $to) (local.get $v2))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (v128.store64_lane align=1 1 (local.get $to) (local.get $v2))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (local.set $v4
      (v128.xor (i8x16.narrow_i16x8_s (local.get $v4) (local.get $v5)) (i8x16.splat (i32.const 128))))
    (v128.store64_lane align=1 0 (local.get $to) (local.get $v4))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (v128.store64_lane align=1 1 (local.get $to) (local.get $v4))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (local.set $v6
      (v128.xor (i8x16.narrow_i16x8_s (local.get $v6) (local.get $v7)) (i8x16.splat (i32.const 128))))
    (v128.store64_lane align=1 0 (local.get $to) (local.get $v6))
    (local.set $to (i32.add (local.get $to) (local.get $stride)))
    (v128.store64_lane align=1 1 (local.get $to) (local.get $v6))))
