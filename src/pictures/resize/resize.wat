;; Convolution of one side of a picture with filter weights, as Pillow's resampling does it (src/pictures/resize/resample.ts).
;;
;; A pixel is four bytes. A table has one record per output position:
;;   i32 first input position, i32 number of quadruples of taps,
;;   then per pair of taps i16 high(w₀), high(w₁), low(w₀), low(w₁), with w = 2048·high + low, low in 0 … 2047.
;; A weight has 22 bits behind the point, too many for a product of 16-bit lanes, so its two halves are summed apart and
;; the sum is exact. Taps behind the last one have weight 0; the bytes that they read must exist.
(module
  (memory (export "memory") 1)

  ;; Rounds (2048·high + low) / 2²² to the next whole number and cuts it to 0 … 255: the four bytes of a pixel.
  (func $round (param $high v128) (param $low v128) (result i32)
    (local $sum v128)
    (local.set $sum
      (i32x4.shr_s
        (i32x4.add
          (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low))
          (v128.const i32x4 2097152 2097152 2097152 2097152))
        (i32.const 22)))
    (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
    (i32x4.extract_lane 0 (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum))))

  ;; [height, width] pixels at $from → [height, $positions] at $to.
  (func (export "convolveRows")
    (param $from i32) (param $width i32) (param $height i32) (param $to i32)
    (param $positions i32) (param $table i32) (param $record i32)
    (local $row i32) (local $x i32) (local $pixel i32) (local $left i32) (local $weights i32) (local $entry i32)
    (local $four v128) (local $pair v128) (local $high v128) (local $low v128) (local $zero v128)
    (local.set $row (local.get $from))
    (loop $rows
      (local.set $x (local.get $positions))
      (local.set $entry (local.get $table))
      (loop $columns
        (local.set $high (local.get $zero))
        (local.set $low (local.get $zero))
        (local.set $pixel (i32.add (local.get $row) (i32.shl (i32.load (local.get $entry)) (i32.const 2))))
        (local.set $left (i32.load offset=4 (local.get $entry)))
        (local.set $weights (i32.add (local.get $entry) (i32.const 8)))
        (loop $taps
          (local.set $four (v128.load align=1 (local.get $pixel)))
          ;; Bytes a₀ a₁ … of pixel a and b₀ … of pixel b → 16-bit lanes a₀ b₀ a₁ b₁ a₂ b₂ a₃ b₃
          (local.set $pair
            (i8x16.shuffle 0 16 4 16 1 16 5 16 2 16 6 16 3 16 7 16 (local.get $four) (local.get $zero)))
          (local.set $high (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (local.get $pair) (v128.load32_splat (local.get $weights)))))
          (local.set $low (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (local.get $pair) (v128.load32_splat offset=4 (local.get $weights)))))
          (local.set $pair
            (i8x16.shuffle 8 16 12 16 9 16 13 16 10 16 14 16 11 16 15 16 (local.get $four) (local.get $zero)))
          (local.set $high (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (local.get $pair) (v128.load32_splat offset=8 (local.get $weights)))))
          (local.set $low (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (local.get $pair) (v128.load32_splat offset=12 (local.get $weights)))))
          (local.set $pixel (i32.add (local.get $pixel) (i32.const 16)))
          (local.set $weights (i32.add (local.get $weights) (i32.const 16)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br_if $taps (local.get $left)))
        (i32.store (local.get $to) (call $round (local.get $high) (local.get $low)))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (local.set $entry (i32.add (local.get $entry) (local.get $record)))
        (local.set $x (i32.sub (local.get $x) (i32.const 1)))
        (br_if $columns (local.get $x)))
      (local.set $row (i32.add (local.get $row) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $height (i32.sub (local.get $height) (i32.const 1)))
      (br_if $rows (local.get $height))))

  ;; [height, width] pixels at $from → [$positions, width] at $to.
  (func (export "convolveColumns")
    (param $from i32) (param $width i32) (param $to i32)
    (param $positions i32) (param $table i32) (param $record i32)
    (local $stride i32) (local $x i32) (local $pixel i32) (local $left i32) (local $weights i32) (local $start i32)
    (local $pair v128) (local $high v128) (local $low v128) (local $zero v128)
    (local.set $stride (i32.shl (local.get $width) (i32.const 2)))
    (loop $rows
      (local.set $start
        (i32.add (local.get $from) (i32.mul (i32.load (local.get $table)) (local.get $stride))))
      (local.set $x (local.get $width))
      (loop $columns
        (local.set $high (local.get $zero))
        (local.set $low (local.get $zero))
        (local.set $pixel (local.get $start))
        ;; Two pairs a quadruple.
        (local.set $left (i32.shl (i32.load offset=4 (local.get $table)) (i32.const 1)))
        (local.set $weights (i32.add (local.get $table) (i32.const 8)))
        (loop $taps
          (local.set $pair
            (i8x16.shuffle 0 4 16 4 1 4 17 4 2 4 18 4 3 4 19 4
              (v128.load32_zero (local.get $pixel))
              (v128.load32_zero (i32.add (local.get $pixel) (local.get $stride)))))
          (local.set $high (i32x4.add (local.get $high)
            (i32x4.dot_i16x8_s (local.get $pair) (v128.load32_splat (local.get $weights)))))
          (local.set $low (i32x4.add (local.get $low)
            (i32x4.dot_i16x8_s (local.get $pair) (v128.load32_splat offset=4 (local.get $weights)))))
          (local.set $pixel (i32.add (local.get $pixel) (i32.shl (local.get $stride) (i32.const 1))))
          (local.set $weights (i32.add (local.get $weights) (i32.const 8)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br_if $taps (local.get $left)))
        (i32.store (local.get $to) (call $round (local.get $high) (local.get $low)))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (local.set $start (i32.add (local.get $start) (i32.const 4)))
        (local.set $x (i32.sub (local.get $x) (i32.const 1)))
        (br_if $columns (local.get $x)))
      (local.set $table (i32.add (local.get $table) (local.get $record)))
      (local.set $positions (i32.sub (local.get $positions) (i32.const 1)))
      (br_if $rows (local.get $positions)))))
