package io.enterprisemode.web.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTextTest {

    @Test
    void aTextOfUsualLengthStays() {
        assertThat(ProblemMapper.shortened("no permission: org:paint")).isEqualTo("no permission: org:paint");
        assertThat(ProblemMapper.shortened("x".repeat(500))).isEqualTo("x".repeat(500));
    }

    @Test
    void aLongTextIsCutBetweenTwoCharacters() {
        assertThat(ProblemMapper.shortened("x".repeat(200_000))).isEqualTo("x".repeat(500) + "...");
        assertThat(ProblemMapper.shortened("x".repeat(499) + "\uD83D\uDE00".repeat(9)))
                .isEqualTo("x".repeat(499) + "...");
    }
}
