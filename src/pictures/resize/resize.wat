;; Convolution of one side of a picture with filter weights, as Pillow's resampling does it (src/pictures/resize/resample.ts).
;;
;; A pixel is four bytes. A table has one record per output position:
;;   i32 first input position, i32 number of quadruples of taps,
;;   then per pair of taps i16 high(w₀), high(w₁), low(w₀), low(w₁), with w = 2048·high + low, low in 0 … 2047.
;; A weight has 22 bits behind the point, too many for a product of 16-bit lanes, so its two halves are summed apart and
;; the sum is exact. Taps behind the last one have weight 0; the bytes that they read must exist.
(module
  (memory (export "memory") 1)

  ;; Rounds (2048·high + low) / 2²² to the next whole number.
  (func $round (param $high v128) (param $low v128) (result v128)
    (i32x4.shr_s
      (i32x4.add
        (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low))
        (v128.const i32x4 2097152 2097152 2097152 2097152))
      (i32.const 22)))

  ;; [height, width] pixels at $from → [height, $positions] at $to, two rows at a time.
  (func (export "convolveRows")
    (param $from i32) (param $width i32) (param $height i32) (param $to i32)
    (param $positions i32) (param $table i32) (param $record i32)
    (local $stride i32) (local $toStride i32) (local $x i32) (local $pixel i32) (local $left i32) (local $weights i32)
    (local $entry i32) (local $above v128) (local $below v128) (local $pair v128) (local $pairBelow v128)
    (local $highWeights v128) (local $lowWeights v128) (local $zero v128)
    (local $high v128) (local $low v128) (local $highBelow v128) (local $lowBelow v128)
    (local.set $stride (i32.shl (local.get $width) (i32.const 2)))
    (local.set $toStride (i32.shl (local.get $positions) (i32.const 2)))
    (loop $rows
      ;; A last row without one below it is taken for both.
      (if (i32.eq (local.get $height) (i32.const 1))
        (then
          (local.set $stride (i32.const 0))
          (local.set $toStride (i32.const 0))))
      (local.set $x (local.get $positions))
      (local.set $entry (local.get $table))
      (loop $columns
        (local.set $high (local.get $zero))
        (local.set $low (local.get $zero))
        (local.set $highBelow (local.get $zero))
        (local.set $lowBelow (local.get $zero))
        (local.set $pixel (i32.add (local.get $from) (i32.shl (i32.load (local.get $entry)) (i32.const 2))))
        (local.set $left (i32.load offset=4 (local.get $entry)))
        (local.set $weights (i32.add (local.get $entry) (i32.const 8)))
        (loop $taps
          (local.set $above (v128.load align=1 (local.get $pixel)))
          (local.set $below (v128.load align=1 (i32.add (local.get $pixel) (local.get $stride))))
          ;; Bytes a₀ a₁ … of pixel a and b₀ … of pixel b → 16-bit lanes a₀ b₀ a₁ b₁ a₂ b₂ a₃ b₃
          (local.set $pair
            (i8x16.swizzle (local.get $above) (v128.const i8x16 0 -1 4 -1 1 -1 5 -1 2 -1 6 -1 3 -1 7 -1)))
          (local.set $pairBelow
            (i8x16.swizzle (local.get $below) (v128.const i8x16 0 -1 4 -1 1 -1 5 -1 2 -1 6 -1 3 -1 7 -1)))
          (local.set $highWeights (v128.load32_splat (local.get $weights)))
          (local.set $lowWeights (v128.load32_splat offset=4 (local.get $weights)))
          (local.set $high
            (i32x4.add (local.get $high) (i32x4.dot_i16x8_s (local.get $pair) (local.get $highWeights))))
          (local.set $low
            (i32x4.add (local.get $low) (i32x4.dot_i16x8_s (local.get $pair) (local.get $lowWeights))))
          (local.set $highBelow
            (i32x4.add (local.get $highBelow) (i32x4.dot_i16x8_s (local.get $pairBelow) (local.get $highWeights))))
          (local.set $lowBelow
            (i32x4.add (local.get $lowBelow) (i32x4.dot_i16x8_s (local.get $pairBelow) (local.get $lowWeights))))
          (local.set $pair
            (i8x16.swizzle (local.get $above) (v128.const i8x16 8 -1 12 -1 9 -1 13 -1 10 -1 14 -1 11 -1 15 -1)))
          (local.set $pairBelow
            (i8x16.swizzle (local.get $below) (v128.const i8x16 8 -1 12 -1 9 -1 13 -1 10 -1 14 -1 11 -1 15 -1)))
          (local.set $highWeights (v128.load32_splat offset=8 (local.get $weights)))
          (local.set $lowWeights (v128.load32_splat offset=12 (local.get $weights)))
          (local.set $high
            (i32x4.add (local.get $high) (i32x4.dot_i16x8_s (local.get $pair) (local.get $highWeights))))
          (local.set $low
            (i32x4.add (local.get $low) (i32x4.dot_i16x8_s (local.get $pair) (local.get $lowWeights))))
          (local.set $highBelow
            (i32x4.add (local.get $highBelow) (i32x4.dot_i16x8_s (local.get $pairBelow) (local.get $highWeights))))
          (local.set $lowBelow
            (i32x4.add (local.get $lowBelow) (i32x4.dot_i16x8_s (local.get $pairBelow) (local.get $lowWeights))))
          (local.set $pixel (i32.add (local.get $pixel) (i32.const 16)))
          (local.set $weights (i32.add (local.get $weights) (i32.const 16)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br_if $taps (local.get $left)))
        ;; (2048·high + low) / 2²² to the next whole number, cut to 0 … 255.
        (local.set $pair
          (i16x8.narrow_i32x4_s
            (i32x4.shr_s
              (i32x4.add
                (i32x4.add (i32x4.shl (local.get $high) (i32.const 11)) (local.get $low))
                (v128.const i32x4 2097152 2097152 2097152 2097152))
              (i32.const 22))
            (i32x4.shr_s
              (i32x4.add
                (i32x4.add (i32x4.shl (local.get $highBelow) (i32.const 11)) (local.get $lowBelow))
                (v128.const i32x4 2097152 2097152 2097152 2097152))
              (i32.const 22))))
        (local.set $pair (i8x16.narrow_i16x8_u (local.get $pair) (local.get $pair)))
        (v128.store32_lane 0 (local.get $to) (local.get $pair))
        (v128.store32_lane 1 (i32.add (local.get $to) (local.get $toStride)) (local.get $pair))
        (local.set $to (i32.add (local.get $to) (i32.const 4)))
        (local.set $entry (i32.add (local.get $entry) (local.get $record)))
        (local.set $x (i32.sub (local.get $x) (i32.const 1)))
        (br_if $columns (local.get $x)))
      (local.set $from (i32.add (local.get $from) (i32.shl (local.get $stride) (i32.const 1))))
      (local.set $to (i32.add (local.get $to) (local.get $toStride)))
      (local.set $height (i32.sub (local.get $height) (i32.const 2)))
      (br_if $rows (i32.gt_s (local.get $height) (i32.const 0)))))

  ;; [height, width] pixels at $from → [$positions, width] at $to, four columns at a time; up to 3 pixels behind the last one are
  ;; written.
  (func (export "convolveColumns")
    (param $from i32) (param $width i32) (param $to i32)
    (param $positions i32) (param $table i32) (param $record i32)
    (local $stride i32) (local $x i32) (local $pixel i32) (local $left i32) (local $weights i32) (local $start i32)
    (local $above v128) (local $below v128) (local $pairs v128) (local $pair v128) (local $zero v128)
    (local $highWeights v128) (local $lowWeights v128)
    (local $high0 v128) (local $high1 v128) (local $high2 v128) (local $high3 v128)
    (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128)
    (local.set $stride (i32.shl (local.get $width) (i32.const 2)))
    (loop $rows
      (local.set $start
        (i32.add (local.get $from) (i32.mul (i32.load (local.get $table)) (local.get $stride))))
      (local.set $x (i32.const 0))
      (loop $columns
        (local.set $high0 (local.get $zero))
        (local.set $high1 (local.get $zero))
        (local.set $high2 (local.get $zero))
        (local.set $high3 (local.get $zero))
        (local.set $low0 (local.get $zero))
        (local.set $low1 (local.get $zero))
        (local.set $low2 (local.get $zero))
        (local.set $low3 (local.get $zero))
        (local.set $pixel (i32.add (local.get $start) (local.get $x)))
        ;; Two pairs a quadruple.
        (local.set $left (i32.shl (i32.load offset=4 (local.get $table)) (i32.const 1)))
        (local.set $weights (i32.add (local.get $table) (i32.const 8)))
        (loop $taps
          (local.set $above (v128.load align=1 (local.get $pixel)))
          (local.set $below (v128.load align=1 (i32.add (local.get $pixel) (local.get $stride))))
          (local.set $highWeights (v128.load32_splat (local.get $weights)))
          (local.set $lowWeights (v128.load32_splat offset=4 (local.get $weights)))
          (local.set $pairs
            (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $above) (local.get $below)))
          (local.set $pair (i16x8.extend_low_i8x16_u (local.get $pairs)))
          (local.set $high0
            (i32x4.add (local.get $high0) (i32x4.dot_i16x8_s (local.get $pair) (local.get $highWeights))))
          (local.set $low0
            (i32x4.add (local.get $low0) (i32x4.dot_i16x8_s (local.get $pair) (local.get $lowWeights))))
          (local.set $pair (i16x8.extend_high_i8x16_u (local.get $pairs)))
          (local.set $high1
            (i32x4.add (local.get $high1) (i32x4.dot_i16x8_s (local.get $pair) (local.get $highWeights))))
          (local.set $low1
            (i32x4.add (local.get $low1) (i32x4.dot_i16x8_s (local.get $pair) (local.get $lowWeights))))
          (local.set $pairs
            (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $above) (local.get $below)))
          (local.set $pair (i16x8.extend_low_i8x16_u (local.get $pairs)))
          (local.set $high2
            (i32x4.add (local.get $high2) (i32x4.dot_i16x8_s (local.get $pair) (local.get $highWeights))))
          (local.set $low2
            (i32x4.add (local.get $low2) (i32x4.dot_i16x8_s (local.get $pair) (local.get $lowWeights))))
          (local.set $pair (i16x8.extend_high_i8x16_u (local.get $pairs)))
          (local.set $high3
            (i32x4.add (local.get $high3) (i32x4.dot_i16x8_s (local.get $pair) (local.get $highWeights))))
          (local.set $low3
            (i32x4.add (local.get $low3) (i32x4.dot_i16x8_s (local.get $pair) (local.get $lowWeights))))
          (local.set $pixel (i32.add (local.get $pixel) (i32.shl (local.get $stride) (i32.const 1))))
          (local.set $weights (i32.add (local.get $weights) (i32.const 8)))
          (local.set $left (i32.sub (local.get $left) (i32.const 1)))
          (br_if $taps (local.get $left)))
        (v128.store align=1 (i32.add (local.get $to) (local.get $x))
          (i8x16.narrow_i16x8_u
            (i16x8.narrow_i32x4_s
              (call $round (local.get $high0) (local.get $low0))
              (call $round (local.get $high1) (local.get $low1)))
            (i16x8.narrow_i32x4_s
              (call $round (local.get $high2) (local.get $low2))
              (call $round (local.get $high3) (local.get $low3)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br_if $columns (i32.lt_u (local.get $x) (local.get $stride))))
      (local.set $to (i32.add (local.get $to) (local.get $stride)))
      (local.set $table (i32.add (local.get $table) (local.get $record)))
      (local.set $positions (i32.sub (local.get $positions) (i32.const 1)))
      (br_if $rows (local.get $positions)))))
