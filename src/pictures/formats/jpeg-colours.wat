;; Planes of a JPEG's components → pixels of four bytes, as libjpeg-turbo's "fancy" upsampling and its conversion of colours do
;; (src/pictures/formats/baseline-jpeg.ts). Planes may be read 8 bytes past the end of a row.
;;
;; A row of sums and a row of each chroma, i16, lie 16 bytes behind the beginnings of their areas.
(module
  (import "env" "memory" (memory 1))

  ;; A plane of half the width (and height) → one row of chroma − 128 at $to. $near and $far are the rows whose samples count
  ;; 3 and 1; the same again for the columns of their sum, whose ends are repeated. $even and $odd round.
  (func $smooth (param $near i32) (param $far i32) (param $width i32) (param $sums i32) (param $to i32)
    (param $even v128) (param $odd v128)
    (local $at i32) (local $here v128) (local $even8 v128) (local $odd8 v128)
    (loop $columns
      (v128.store
        (i32.add (local.get $sums) (i32.shl (local.get $at) (i32.const 1)))
        (i16x8.add
          (i16x8.mul
            (v128.load8x8_u align=1 (i32.add (local.get $near) (local.get $at)))
            (v128.const i16x8 3 3 3 3 3 3 3 3))
          (v128.load8x8_u align=1 (i32.add (local.get $far) (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $columns (i32.lt_u (local.get $at) (local.get $width))))
    (i32.store16 (i32.sub (local.get $sums) (i32.const 2)) (i32.load16_u (local.get $sums)))
    (local.set $at (i32.add (local.get $sums) (i32.shl (local.get $width) (i32.const 1))))
    (i32.store16 (local.get $at) (i32.load16_u (i32.sub (local.get $at) (i32.const 2))))
    (local.set $width (local.get $at))
    (loop $columns
      (local.set $here
        (i16x8.mul (v128.load (local.get $sums)) (v128.const i16x8 3 3 3 3 3 3 3 3)))
      (local.set $even8
        (i16x8.sub
          (i16x8.shr_u
            (i16x8.add
              (i16x8.add (local.get $here) (v128.load align=2 (i32.sub (local.get $sums) (i32.const 2))))
              (local.get $even))
            (i32.const 4))
          (v128.const i16x8 128 128 128 128 128 128 128 128)))
      (local.set $odd8
        (i16x8.sub
          (i16x8.shr_u
            (i16x8.add
              (i16x8.add (local.get $here) (v128.load offset=2 align=2 (local.get $sums)))
              (local.get $odd))
            (i32.const 4))
          (v128.const i16x8 128 128 128 128 128 128 128 128)))
      (v128.store (local.get $to)
        (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $even8) (local.get $odd8)))
      (v128.store offset=16 (local.get $to)
        (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $even8) (local.get $odd8)))
      (local.set $to (i32.add (local.get $to) (i32.const 32)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 16)))
      (br_if $columns (i32.lt_u (local.get $sums) (local.get $width)))))

  ;; A row of a plane → chroma − 128 at $to.
  (func $widen (param $from i32) (param $width i32) (param $to i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $from) (local.get $width)))
    (loop $columns
      (v128.store (local.get $to)
        (i16x8.sub
          (v128.load8x8_u align=1 (local.get $from))
          (v128.const i16x8 128 128 128 128 128 128 128 128)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (br_if $columns (i32.lt_u (local.get $from) (local.get $end)))))

  ;; A row of luma and the two of chroma − 128 → pixels:
  ;;   red = luma + 1.402 r, green = luma − 0.34414 b − 0.71414 r, blue = luma + 1.772 b, each product rounded.
  ;; 13173 / 2¹⁵ = 0.402 and −7471 / 2¹⁵ = 1.772 − 2 give the numbers of libjpeg's tables for all 256 samples.
  (func $colour (param $luma i32) (param $bluish i32) (param $reddish i32) (param $width i32) (param $to i32)
    (local $end i32) (local $y v128) (local $b v128) (local $r v128) (local $green v128) (local $redGreen v128)
    (local.set $end (i32.add (local.get $luma) (local.get $width)))
    (loop $columns
      (local.set $y (v128.load8x8_u align=1 (local.get $luma)))
      (local.set $b (v128.load (local.get $bluish)))
      (local.set $r (v128.load (local.get $reddish)))
      ;; −0.34414 b + 0.28586 r, and 1 r less.
      (local.set $green
        (i16x8.narrow_i32x4_s
          (i32x4.shr_s
            (i32x4.add
              (i32x4.dot_i16x8_s
                (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $b) (local.get $r))
                (v128.const i16x8 -22554 18734 -22554 18734 -22554 18734 -22554 18734))
              (v128.const i32x4 32768 32768 32768 32768))
            (i32.const 16))
          (i32x4.shr_s
            (i32x4.add
              (i32x4.dot_i16x8_s
                (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $b) (local.get $r))
                (v128.const i16x8 -22554 18734 -22554 18734 -22554 18734 -22554 18734))
              (v128.const i32x4 32768 32768 32768 32768))
            (i32.const 16))))
      (local.set $redGreen
        (i8x16.narrow_i16x8_u
          (i16x8.add
            (i16x8.add (local.get $y) (local.get $r))
            (i16x8.q15mulr_sat_s (local.get $r) (v128.const i16x8 13173 13173 13173 13173 13173 13173 13173 13173)))
          (i16x8.add (i16x8.sub (local.get $y) (local.get $r)) (local.get $green))))
      (local.set $b
        (i8x16.narrow_i16x8_u
          (i16x8.add
            (i16x8.add (local.get $y) (i16x8.shl (local.get $b) (i32.const 1)))
            (i16x8.q15mulr_sat_s (local.get $b) (v128.const i16x8 -7471 -7471 -7471 -7471 -7471 -7471 -7471 -7471)))
          (v128.const i16x8 255 255 255 255 255 255 255 255)))
      (v128.store align=1 (local.get $to)
        (i8x16.shuffle 0 8 16 24 1 9 17 25 2 10 18 26 3 11 19 27 (local.get $redGreen) (local.get $b)))
      (v128.store offset=16 align=1 (local.get $to)
        (i8x16.shuffle 4 12 20 28 5 13 21 29 6 14 22 30 7 15 23 31 (local.get $redGreen) (local.get $b)))
      (local.set $to (i32.add (local.get $to) (i32.const 32)))
      (local.set $luma (i32.add (local.get $luma) (i32.const 8)))
      (local.set $bluish (i32.add (local.get $bluish) (i32.const 16)))
      (local.set $reddish (i32.add (local.get $reddish) (i32.const 16)))
      (br_if $columns (i32.lt_u (local.get $luma) (local.get $end)))))

  ;; Pixels of [$height, $width] from planes at $luma, $bluish and $reddish with rows of $stride and $chromaStride bytes.
  ;; $chromaWidth and $chromaHeight are those of the picture's part of the planes of chroma; a chroma has $across by $down
  ;; luma, of 1 by 1, 2 by 1 and 2 by 2. $across of 0: there is no chroma, and $rows holds zeros. $rows are three areas of $rowBytes.
  ;; Up to 7 pixels behind the last one are written.
  (func (export "toPixels") (param $luma i32) (param $stride i32) (param $bluish i32) (param $reddish i32)
    (param $chromaStride i32) (param $chromaWidth i32) (param $chromaHeight i32) (param $across i32) (param $down i32)
    (param $width i32) (param $height i32) (param $rows i32) (param $rowBytes i32) (param $to i32)
    (local $y i32) (local $near i32) (local $far i32) (local $blueRow i32) (local $redRow i32) (local $even v128)
    (local $odd v128)
    (local.set $rows (i32.add (local.get $rows) (i32.const 16)))
    (local.set $blueRow (i32.add (local.get $rows) (local.get $rowBytes)))
    (local.set $redRow (i32.add (local.get $blueRow) (local.get $rowBytes)))
    ;; A row that counts whole has the weight 4 of two rows; a half is rounded up at every other place.
    (local.set $even (i16x8.splat (select (i32.const 8) (i32.const 4) (i32.eq (local.get $down) (i32.const 2)))))
    (local.set $odd (i16x8.splat (select (i32.const 7) (i32.const 8) (i32.eq (local.get $down) (i32.const 2)))))
    (loop $lines
      (local.set $near (local.get $y))
      (local.set $far (local.get $y))
      (if (i32.eq (local.get $down) (i32.const 2))
        (then
          (local.set $near (i32.shr_u (local.get $y) (i32.const 1)))
          ;; The row above for an even row, else the one below; those at the ends are repeated.
          (local.set $far
            (i32.sub
              (i32.add (local.get $near) (i32.shl (i32.and (local.get $y) (i32.const 1)) (i32.const 1)))
              (i32.const 1)))
          (if
            (i32.or
              (i32.lt_s (local.get $far) (i32.const 0))
              (i32.ge_s (local.get $far) (local.get $chromaHeight)))
            (then (local.set $far (local.get $near))))))
      (local.set $near (i32.mul (local.get $near) (local.get $chromaStride)))
      (local.set $far (i32.mul (local.get $far) (local.get $chromaStride)))
      (if (i32.eq (local.get $across) (i32.const 2))
        (then
          (call $smooth
            (i32.add (local.get $bluish) (local.get $near)) (i32.add (local.get $bluish) (local.get $far))
            (local.get $chromaWidth) (local.get $rows) (local.get $blueRow) (local.get $even) (local.get $odd))
          (call $smooth
            (i32.add (local.get $reddish) (local.get $near)) (i32.add (local.get $reddish) (local.get $far))
            (local.get $chromaWidth) (local.get $rows) (local.get $redRow) (local.get $even) (local.get $odd))))
      (if (i32.eq (local.get $across) (i32.const 1))
        (then
          (call $widen (i32.add (local.get $bluish) (local.get $near)) (local.get $width) (local.get $blueRow))
          (call $widen (i32.add (local.get $reddish) (local.get $near)) (local.get $width) (local.get $redRow))))
      (call $colour (local.get $luma) (local.get $blueRow) (local.get $redRow) (local.get $width) (local.get $to))
      (local.set $luma (i32.add (local.get $luma) (local.get $stride)))
      (local.set $to (i32.add (local.get $to) (i32.shl (local.get $width) (i32.const 2))))
      (local.set $y (i32.add (local.get $y) (i32.const 1)))
      (br_if $lines (i32.lt_u (local.get $y) (local.get $height))))))
